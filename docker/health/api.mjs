/** Exits with 0 if the API of this container answers. */
const url = `http://127.0.0.1:${process.env.PORT || 3000}/healthz`;
const answer = await fetch(url, { signal: AbortSignal.timeout(3_000) }).catch(() => undefined);
process.exitCode = answer?.ok ? 0 : 1;
