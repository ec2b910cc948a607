/** The runtime specification of a container: what a container engine hands to runc. */
import type { ImageConfig } from './buildah.js';
import type { Service } from './compose.js';

/** Where things of this machine appear in a container. */
export interface Place {
  /** The image's files. */
  readonly root: string;
  /** The network namespace's path. */
  readonly network: string;
  readonly hostname: string;
  /** Files and folders of this machine, by where they appear. */
  readonly mounts: Readonly<Record<string, string>>;
}

/** What Docker hides of the kernel's files. */
const MASKED = ['acpi', 'kcore', 'keys', 'latency_stats', 'timer_list', 'sched_debug', 'scsi'].map((n) => `/proc/${n}`);
const READ_ONLY = ['bus', 'fs', 'irq', 'sys', 'sysrq-trigger'].map((name) => `/proc/${name}`);

/** @throws Error if the service asks for less protection than this makes */
export function runtimeSpec(image: ImageConfig, service: Service, { root, network, hostname, mounts }: Place): object {
  if (
    !service.read_only ||
    service.cap_drop?.[0] !== 'ALL' ||
    !service.security_opt?.includes('no-new-privileges:true')
  ) {
    throw new Error(`The service of ${service.image} is not read-only, without capabilities and new privileges.`);
  }
  const environment = Object.entries(service.environment ?? {}).map(([name, value]) => `${name}=${value}`);
  return {
    ociVersion: '1.0.2',
    process: {
      user: numericUser(service.user ?? image.User),
      args: [...(image.Entrypoint ?? []), ...(service.command ?? image.Cmd ?? [])],
      env: [...(image.Env ?? []), `HOSTNAME=${hostname}`, ...environment],
      cwd: image.WorkingDir || '/',
      capabilities: {},
      noNewPrivileges: true,
    },
    root: { path: root, readonly: true },
    hostname,
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      tmpfs('/dev', ['nosuid', 'strictatime', 'mode=755', 'size=65536k']),
      { destination: '/dev/pts', type: 'devpts', source: 'devpts', options: ['nosuid', 'noexec', 'newinstance'] },
      tmpfs('/dev/shm', ['nosuid', 'noexec', 'nodev', 'mode=1777', 'size=64m']),
      { destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['nosuid', 'noexec', 'nodev', 'ro'] },
      ...(service.tmpfs ?? []).map((path) => tmpfs(path, ['nosuid', 'nodev', 'noexec', 'mode=1777'])),
      ...Object.entries(mounts).map(([destination, source]) => ({
        destination,
        type: 'bind',
        source,
        options: ['bind', destination.startsWith('/etc/') ? 'ro' : 'rw'],
      })),
    ],
    linux: {
      namespaces: [...['pid', 'ipc', 'uts', 'mount'].map((type) => ({ type })), { type: 'network', path: network }],
      maskedPaths: MASKED,
      readonlyPaths: READ_ONLY,
    },
  };
}

function tmpfs(destination: string, options: string[]) {
  return { destination, type: 'tmpfs', source: 'tmpfs', options };
}

/** @throws Error if it is root, or not a number, which Kubernetes can't tell from root */
function numericUser(user = ''): { uid: number; gid: number } {
  const [uid = 0, gid = 0] = user.split(':').map(Number);
  if (!(uid > 0 && gid > 0)) throw new Error(`The user "${user}" is not one by number, other than root.`);
  return { uid, gid };
}
