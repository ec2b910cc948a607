/**
 * One replica, as a process of its own, that takes training steps on what it is given: test/support/replica-steps.ts
 * starts it. Plain JavaScript on the built files, because the exchange has a thread, which Node runs as it is.
 */
import { once } from 'node:events';

const built = (name) => import(new URL(`../../dist/src/${name}.js`, import.meta.url).href);
const { tf } = await built('engine/tensorflow');
const { ExchangeLink } = await built('engine/replicas/exchange-link');
const { GradientExchange } = await built('engine/replicas/gradient-exchange');
const { Gan } = await built('gan/gan');
const { longestMessage } = await built('gan/replica-state');
const { disposeInputs } = await built('gan/step-inputs');
const { trainingStep, trainingStepWithoutImages } = await built('gan/training-step');

process.on('disconnect', () => process.exit());
const awaited = once(process, 'message');
process.send('loaded');
const [{ rank, count, socketFolder, options, weights, steps }] = await awaited;

const gan = new Gan(options);
for (const variable of gan.variables) {
  const initial = weights.get(variable.name);
  if (initial) variable.load(initial);
}
const exchange = new GradientExchange(await connect());
const results = steps.map(({ real, noise, labels, share }) => {
  const sums = [];
  const recorded = (ofBatch) => {
    sums.push(ofBatch.gradients.map((gradient) => Float32Array.from(gradient.dataSync())));
    return ofBatch;
  };
  let metrics;
  if (share === 0) {
    trainingStepWithoutImages(gan, (shapes) => recorded(exchange.receive(shapes)));
  } else {
    const tensor = ({ data, shape }) => tf.tensor(data, shape);
    const inputs = { real: tensor(real), noise: tensor(noise), labels: labels && tensor(labels) };
    metrics = trainingStep(gan, inputs, { share, sum: (addends) => recorded(exchange.sum(addends)) });
    disposeInputs(inputs);
  }
  const state = gan.variables.map((variable) => [variable.name, variable.data()]);
  return {
    metrics,
    gradients: { discriminator: sums[0], generator: sums[1] },
    state: new Map(state),
    tensors: tf.memory().numTensors,
  };
});
process.send(results);

async function connect() {
  const capacity = longestMessage(options);
  if (rank > 0) return await ExchangeLink.connect(socketFolder, rank, capacity);
  const { link, connected } = await ExchangeLink.listen(socketFolder, count, capacity);
  process.send('listening');
  await connected;
  return link;
}
