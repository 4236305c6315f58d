// A frame as the kernel packs it (see frame.py): the length of a header, the header as JSON, arrays.

const KINDS = { f4: Float32Array, u1: Uint8Array };

// Give back the header, each array in it as a typed array with its `shape`.
export function unpack(view) {
  const start = 4 + view.getUint32(0, true);
  const header = new TextDecoder().decode(
    new Uint8Array(view.buffer, view.byteOffset + 4, start - 4),
  );
  return JSON.parse(header, (_key, value) => {
    if (!value || !Array.isArray(value.array)) return value;
    const [kind, offset, ...shape] = value.array;
    const count = shape.reduce((a, b) => a * b, 1);
    const bytes = KINDS[kind].BYTES_PER_ELEMENT * count;
    const from = view.byteOffset + start + offset;
    const array = new KINDS[kind](view.buffer.slice(from, from + bytes)); // aligned anew
    array.shape = shape;
    return array;
  });
}
