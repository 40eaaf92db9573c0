// Paints an attention map: smooth between its cells, in colours whose lightness rises evenly from less to more.

// Every 17th colour of matplotlib's inferno, from least to most.
const stops = [
  0x000004, 0x0C0826, 0x240C4F, 0x420A68, 0x5D126E, 0x781C6D, 0x932667, 0xAE305C,
  0xC73E4C, 0xDD513A, 0xED6925, 0xF8850F, 0xFCA50A, 0xFAC62D, 0xF2E661, 0xFCFFA4,
].map(color => [color >> 16, color >> 8 & 255, color & 255]);

const longSide = 512;
const clippedShare = 0.02;

/** Paints over a photograph of the given shape: over all of it, or over the part in the middle that the model saw. */
export function paintHeatMap(canvas, { rows, columns, values, cropFraction }, aspectRatio) {
  canvas.width = Math.round(aspectRatio >= 1 ? longSide : longSide * aspectRatio) || 1;
  canvas.height = Math.round(aspectRatio >= 1 ? longSide / aspectRatio : longSide) || 1;
  const cell = cropFraction && cropFraction * Math.min(canvas.width / columns, canvas.height / rows);
  const width = cell ? Math.max(1, Math.round(cell * columns)) : canvas.width;
  const height = cell ? Math.max(1, Math.round(cell * rows)) : canvas.height;
  // Single cells that are far above the others would leave these dark.
  const sorted = [...values].sort((a, b) => a - b);
  const least = sorted[0];
  const range = sorted[sorted.length - 1 - Math.floor(clippedShare * (sorted.length - 1))] - least || 1;
  const context = canvas.getContext('2d');
  const picture = context.createImageData(width, height);
  const across = axis(width, columns);
  const down = axis(height, rows);
  let at = 0;
  for (const y of down) {
    for (const x of across) {
      const top = mix(values[y.from * columns + x.from], values[y.from * columns + x.to], x.part);
      const bottom = mix(values[y.to * columns + x.from], values[y.to * columns + x.to], x.part);
      at = put(picture.data, at, Math.min(1, (mix(top, bottom, y.part) - least) / range));
    }
  }
  context.putImageData(picture, Math.round((canvas.width - width) / 2), Math.round((canvas.height - height) / 2));
}

// For each pixel, the two cells whose centres it lies between, and how far it is from the first.
function axis(pixels, cells) {
  return Array.from({ length: pixels }, (_, pixel) => {
    const place = Math.min(Math.max((pixel + 0.5) * cells / pixels - 0.5, 0), cells - 1);
    const from = Math.floor(place);
    return { from, to: Math.min(from + 1, cells - 1), part: place - from };
  });
}

function put(data, at, share) {
  const place = share * (stops.length - 1);
  const stop = Math.min(Math.floor(place), stops.length - 2);
  for (let channel = 0; channel < 3; channel++)
    data[at++] = mix(stops[stop][channel], stops[stop + 1][channel], place - stop);
  data[at++] = 255;
  return at;
}

function mix(from, to, part) {
  return from + (to - from) * part;
}
