"""The console command `yiyang`: reads the register, opens the site when a command needs it, answers errors in words."""

from __future__ import annotations

import copy
import functools
import importlib
import json
import signal
import sys
from collections.abc import Callable
from typing import Any

import click

from yiyang import __version__
from yiyang.config.commands import COMMANDS, GROUPS, Command, Need
from yiyang.config.embedded.place import CannotStart
from yiyang.foundation.errors import Refused


class Register(click.Group):
    """A group whose commands come from the register and are imported when they are asked for."""

    def __init__(self, entries: list[Command], **options: Any) -> None:
        super().__init__(**options)
        self.entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(dict.fromkeys(entry.name.split()[0] for entry in self.entries))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = [entry for entry in self.entries if entry.name.split()[0] == cmd_name]
        if not found:
            return None
        if found[0].name == cmd_name:
            return _loaded(found[0])
        inner = [
            Command(entry.name.removeprefix(f"{cmd_name} "), entry.path, entry.help, entry.need, entry.pure)
            for entry in found
        ]
        return Register(inner, name=cmd_name, help=GROUPS[cmd_name])

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in `--help`, from the register alone: nothing is imported for it."""
        helps = {entry.name: entry.help for entry in self.entries} | GROUPS
        with formatter.section("Commands"):
            formatter.write_dl([(name, helps[name]) for name in self.list_commands(ctx)])


def _loaded(entry: Command) -> click.Command:
    """The command behind an entry, with its site opened around every part of it that needs one."""
    if entry.need is not Need.NOTHING:
        from yiyang.config import environment, site

        if {"-h", "--help"} & set(sys.argv):  # reading a help text must not make a home
            environment.keep_nothing()
        site.set_up()
    module, name = entry.path.split(":")
    command = getattr(importlib.import_module(module), name)
    assert isinstance(command, click.Command), entry.path
    return _opening(command, entry.pure) if entry.need is Need.SITE else command


def _opening(command: click.Command, pure: tuple[str, ...]) -> click.Command:
    """A copy of `command` whose leaves open the site first, after their options were found to be right."""
    opening = copy.copy(command)
    if isinstance(command, click.Group) and isinstance(opening, click.Group):
        opening.commands = {
            name: inner if name in pure else _opening(inner, pure) for name, inner in command.commands.items()
        }
    elif command.callback is not None:
        opening.callback = _with_site(command.callback)
    return opening


def _with_site(callback: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(callback)
    def run(*args: Any, **options: Any) -> Any:
        from yiyang.config import site

        with site.opened():
            return callback(*args, **options)

    return run


yiyang = Register(
    COMMANDS,
    name="yiyang",
    help="One file, one order, one ledger and one provable history for medicine and elderly care.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
yiyang = click.version_option(__version__, prog_name="yiyang")(yiyang)


def main() -> None:
    """Run the command line; every expected failure ends with a sentence on stderr and, asked for JSON, on stdout."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # unwind, so that nothing is left over
    try:
        code = yiyang.main(standalone_mode=False)
    except click.exceptions.Exit as done:
        code = done.exit_code
    except click.Abort:
        click.echo("Stopped.", err=True)
        code = 130
    except click.ClickException as error:
        error.show()
        code = _refused(error.format_message(), error.exit_code)
    except (CannotStart, Refused) as error:
        click.echo(f"Error: {error}", err=True)
        code = _refused(str(error), 1)
    sys.exit(code if isinstance(code, int) else 0)


def _refused(sentence: str, code: int) -> int:
    if "--json" in sys.argv:
        click.echo(json.dumps({"error": sentence}, ensure_ascii=False))
    return code


if __name__ == "__main__":
    main()
