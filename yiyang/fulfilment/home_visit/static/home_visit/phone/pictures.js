// @ts-check
// A signature drawn with the finger, and photographs made small before they are kept: a bad network has to carry them.

const SIDE_MAX = 1280;
const BYTES_MAX = 700_000;

/** @param {HTMLCanvasElement} canvas @returns {string} its picture as base64, without the head of the address */
const base64 = (canvas, type = "image/png", quality = 1) => canvas.toDataURL(type, quality).split(",")[1] ?? "";

/** @param {File} file @returns {Promise<{ content: string, media_type: string }>} at most 1280 px and 700 kB, upright, without where it was taken */
export async function small(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  let side = Math.min(SIDE_MAX, Math.max(picture.width, picture.height));
  for (let quality = 0.72; ; quality -= 0.12) {
    const scale = side / Math.max(picture.width, picture.height);
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const content = base64(canvas, "image/jpeg", quality);
    if (content.length * 0.75 <= BYTES_MAX || quality < 0.3) return { content, media_type: "image/jpeg" };
    side *= 0.8;
  }
}

/** Let a finger, a pen or a mouse draw. @param {HTMLCanvasElement} canvas @returns {{ empty: () => boolean, content: () => string, clear: () => void }} */
export function pad(canvas) {
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  let [drawn, down] = [false, false];
  const prepare = () => {
    const [wide, high] = [canvas.clientWidth, canvas.clientHeight];
    if (!wide || drawn) return;
    [canvas.width, canvas.height] = [wide * 2, high * 2];
    pen.scale(2, 2);
    pen.lineWidth = 2.5;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#17241f";
  };
  /** @param {PointerEvent} event @returns {[number, number]} */
  const place = (event) => {
    const frame = canvas.getBoundingClientRect();
    return [event.clientX - frame.left, event.clientY - frame.top];
  };
  canvas.addEventListener("pointerdown", (event) => {
    prepare();
    canvas.setPointerCapture(event.pointerId);
    down = drawn = true;
    pen.beginPath();
    pen.moveTo(...place(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!down) return;
    pen.lineTo(...place(event));
    pen.stroke();
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { down = false; });
  return {
    empty: () => !drawn,
    content: () => base64(canvas),
    clear: () => { drawn = false; pen.clearRect(0, 0, canvas.width, canvas.height); },
  };
}
