import { Atelier, AtelierError } from '@atelier/client';

const asked = new URLSearchParams(location.search);
const state = document.querySelector('#state');
const events = document.querySelector('#events');

async function show(url, apiKey, job) {
  const client = new Atelier({ url, apiKey });
  state.textContent = (await client.jobs.get(job)).state;
  for await (const event of client.jobs.stream(job)) {
    if (event.type === 'state') state.textContent = event.data.state;
    const item = document.createElement('li');
    item.value = event.seq;
    item.textContent = event.type === 'step' ? `D ${event.data.lossD}, G ${event.data.lossG}` : event.type;
    events.append(item);
  }
}

const [url, job] = [asked.get('url'), asked.get('job')];
if (url && job) {
  show(url, asked.get('key') ?? undefined, job).catch((error) => {
    state.textContent = error instanceof AtelierError ? `${error.code}: ${error.message}` : String(error);
  });
}
