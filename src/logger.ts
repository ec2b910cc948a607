import { type DestinationStream, type LevelWithSilent, type Logger, pino } from 'pino';

/** What must not be read in a log, wherever it turns up: API keys, secrets of webhooks, tickets for streams, passwords in addresses. */
const SECRETS = [
  { looksLike: /(atl_[2-9a-z]{8}_)[\w-]{43}/g, shown: '$1[secret]' },
  { looksLike: /(whsec_)[\w+/=]{24,}/g, shown: '$1[secret]' },
  { looksLike: /([?&](?:ticket|password)=)[^&"\\\s]+/g, shown: '$1[secret]' },
  { looksLike: /(\b\w+:\/\/[^/:@\s"]*:)[^@\s"]+(?=@)/g, shown: '$1[secret]' },
] as const;

/** The log of a process, without secrets. @param destination standard output by default */
export function createLogger(level: LevelWithSilent, destination?: DestinationStream): Logger {
  const options = {
    level,
    // An error of Redis carries its command: AUTH with a password, or what is stored.
    redact: { paths: ['err.command.args', 'err.previousErrors[*].command.args'], censor: '[secret]' },
    hooks: { streamWrite: withoutSecrets },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** The log of a command whose standard output is its answer: what it warns of, on standard error. */
export function createCommandLogger(): Logger {
  return createLogger('warn', process.stderr);
}

function withoutSecrets(line: string): string {
  return SECRETS.reduce((text, { looksLike, shown }) => text.replace(looksLike, shown), line);
}
