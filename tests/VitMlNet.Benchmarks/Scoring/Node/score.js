// Scores pixels that are ready with onnxruntime-node, and prints the median milliseconds an image.
// usage: node score.js MODEL BATCH ROUNDS
const ort = require('onnxruntime-node');

async function main([model, batch, rounds]) {
  const session = await ort.InferenceSession.create(model);
  const count = Number(batch);
  const pixels = new Float32Array(count * 224 * 224 * 3).map(() => 2 * Math.random() - 1);
  const image = new ort.Tensor('float32', pixels, [count, 224, 224, 3]);
  const times = [];
  for (let round = -1; round < Number(rounds); round++) {
    const start = process.hrtime.bigint();
    await session.run({ image }, ['logits']);
    if (round >= 0) times.push(Number(process.hrtime.bigint() - start) / 1e6 / count);
  }
  times.sort((a, b) => a - b);
  console.log(times[times.length >> 1]);
}

main(process.argv.slice(2));
