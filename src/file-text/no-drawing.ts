/** PDF.js makes objects for drawing when it is loaded. Only text is read here. */
class Nothing {}

for (const name of ["DOMMatrix", "ImageData", "Path2D"]) {
  if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value: Nothing });
}
