/** Which way imports point: docs/architecture.md. */
const only = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: to },
});

/** The files that may load TensorFlow, and those that only they may import. */
const usesTensorflow = '^src/(engine|metrics|gan|sampling)/';

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'leaves-import-nothing',
      comment: 'errors and models are leaves; contracts name the models that there are',
      severity: 'error',
      from: { path: '^src/(contracts/|errors\\.ts)' },
      to: { path: '^src/', pathNot: '^src/(contracts/|models/|errors\\.ts)' },
    },
    {
      name: 'models-import-nothing',
      comment: 'what networks are made of is data, which all processes read',
      severity: 'error',
      from: { path: '^src/models/' },
      to: { pathNot: '^src/models/' },
    },
    {
      name: 'only-compute-loads-tensorflow',
      comment:
        'engine, metrics, gan and sampling are for the trainer, its replicas, the sampler and the probe of `atelier doctor`',
      severity: 'error',
      from: { path: '^(src|scripts)/', pathNot: `${usesTensorflow}|^src/(trainer|replica|sampler|probe-device)\\.ts` },
      to: { path: usesTensorflow },
    },
    only('engine-is-lowest', 'the engine knows no networks', '^src/engine/', '^src/(metrics|gan|sampling)/'),
    only('metrics-see-images', 'what measures images knows no networks', '^src/metrics/', '^src/(gan|sampling)/'),
    only('gan-below-sampling', 'training knows no sampling', '^src/gan/', '^src/sampling/'),
    only(
      'compute-knows-no-service',
      'what computes is given callbacks, a signal and the store',
      '^src/(gan|engine|metrics|sampling|datasets|images|storage|export|import)/',
      '^src/(api|jobs|redis|library|cli|telemetry)/|node_modules/(fastify|@fastify|bullmq|ioredis)',
    ),
    only(
      'redis-knows-no-jobs',
      'connections and names are for all that keep something in Redis',
      '^src/redis/',
      '^src/(?!redis/|contracts/|storage/|errors\\.ts)|node_modules/(fastify|@fastify|bullmq)',
    ),
    only(
      'records-are-lowest-among-jobs',
      'what is recorded of a job knows nothing of who runs it',
      '^src/jobs/records/',
      '^src/jobs/(?!records/)',
    ),
    only(
      'events-know-no-records',
      'the log and its archive are read by the job and the number',
      '^src/jobs/events/',
      '^src/jobs/(?!events/)',
    ),
    only(
      'children-are-started-by-supervisors',
      'the API uses all parts of jobs but this',
      '^src/(api|access|library|webhooks|jobs/(?!supervisor/))',
      '^src/jobs/supervisor/',
    ),
    only(
      'jobs-know-no-api',
      'queues and records know no HTTP',
      '^src/(jobs|library)/',
      '^src/(api|cli)/|node_modules/@?fastify',
    ),
    only(
      'telemetry-is-told',
      'what counts and traces knows nothing of who tells it',
      '^src/telemetry/',
      '^src/(?!telemetry/|contracts/|errors\\.ts|version\\.ts)|node_modules/(fastify|@fastify|bullmq|ioredis)',
    ),
    only(
      'library-uses-jobs',
      'training knows nothing of what becomes of its checkpoints',
      '^src/jobs/',
      '^src/library/',
    ),
    only(
      'webhooks-use-jobs',
      'jobs owe deliveries, and know nothing of how they are made',
      '^src/jobs/',
      '^src/webhooks/',
    ),
    only(
      'webhooks-know-no-api',
      'what is delivered knows nothing of how webhooks are managed',
      '^src/webhooks/',
      '^src/(api|cli|library|access)/|node_modules/@?fastify',
    ),
    only(
      'maintenance-is-for-the-command-line',
      'garbage, backup and restore are started by people',
      '^src/(?!cli|maintenance)',
      '^src/maintenance/',
    ),
    only(
      'access-knows-no-api',
      'keys and quotas know no HTTP',
      '^src/access/',
      '^src/(api|cli)/|node_modules/@?fastify',
    ),
    only(
      'the-client-stands-alone',
      'it is used without the service, which does not use it',
      '^clients/',
      '^(src|scripts|bench)/|node_modules/(?!openapi-fetch|eventsource-parser)',
    ),
    only(
      'the-service-needs-no-client',
      'it is for who speaks to a service: the command line, the demo and the check of the images',
      '^(src/(?!cli/)|scripts/(?!demo\\.ts|images/))',
      '^clients/',
    ),
    {
      name: 'config-is-read-at-the-entry',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: '^src/(config|server|worker|standalone)\\.ts|^src/cli/',
      },
      to: { path: '^src/config\\.ts' },
    },
    {
      name: 'commands-load-late',
      comment: 'a command that asks a service must not wait until one is loaded',
      severity: 'error',
      from: { path: '^src/cli(\\.ts|/)' },
      to: { path: '^src/(server|worker|standalone)\\.ts', dynamic: false },
    },
    {
      name: 'the-service-runs-without-development-packages',
      comment: 'images and `npm ci --omit=dev` have none',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: '\\.d\\.ts$|typescript-5\\.mjs$' },
      to: {},
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node'],
    },
  },
};
