/** One API process of Atelier, as `atelier api` starts it. Arguments: Redis's URL, the data folder. */
import { pino } from 'pino';
import { readConfig } from '../../src/config.js';
import { startServer } from '../../src/server.js';
import { serve } from './serve.js';

const [redisUrl, folder] = process.argv.slice(2) as [string, string];
const config = readConfig({ HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder });
const { url } = await startServer(config, redisUrl, pino({ level: 'warn' }));
// Events come from Redis.
serve(Number(new URL(url).port), () => {});
