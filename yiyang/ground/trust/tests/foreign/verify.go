// Verify an exported log with the Go team's own packages: verify FOLDER VKEY PROOF…
// Every proof carries its leaf as extra data. Exits 1 with the reason when anything is not as claimed.
package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func fail(reason ...interface{}) {
	fmt.Fprintln(os.Stderr, reason...)
	os.Exit(1)
}

func must(err error) {
	if err != nil {
		fail(err)
	}
}

// head opens a signed checkpoint and reads its tree.
func head(text []byte, verifier note.Verifier) tlog.Tree {
	opened, err := note.Open(text, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return tlog.Tree{N: size, Hash: root}
}

// folder reads tiles of height 8 from plain files.
type folder string

func (f folder) Height() int { return 8 }

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		// tile/8/0/x001/002.p/3 in sumdb is tile/0/x001/002.p/3 in C2SP tlog-tiles
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(string(f) + "/" + path)
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func main() {
	verifier, err := note.NewVerifier(os.Args[2])
	must(err)
	newest, err := os.ReadFile(os.Args[1] + "/checkpoint")
	must(err)
	whole := head(newest, verifier)
	tiles := tlog.TileHashReader(whole, folder(os.Args[1]))
	for _, name := range os.Args[3:] {
		data, err := os.ReadFile(name)
		must(err)
		parts := strings.SplitN(string(data), "\n\n", 2)
		lines := strings.Split(parts[0], "\n")
		leaf, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
		must(err)
		index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
		must(err)
		var proof tlog.RecordProof
		for _, line := range lines[3:] {
			step, err := tlog.ParseHash(line)
			must(err)
			proof = append(proof, step)
		}
		tree := head([]byte(parts[1]), verifier)
		must(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(leaf)))
		// the exported tiles hold the same leaf, and lead from the proof's tree to the newest one
		hashes, err := tiles.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
		must(err)
		if hashes[0] != tlog.RecordHash(leaf) {
			fail("the tile holds another leaf")
		}
		grown, err := tlog.ProveTree(whole.N, tree.N, tiles)
		must(err)
		must(tlog.CheckTree(grown, whole.N, whole.Hash, tree.N, tree.Hash))
	}
	fmt.Println("verified", len(os.Args[3:]), "proofs in a tree of", whole.N)
}
