/** The mounts of one phone: what root and what uid 2000 find where. The paths are Android's. */
import type { Mount, SandboxView } from './sandbox.ts';
import type { Userland } from './tools.ts';

export interface PhoneFolders {
  /** Seen as /data, /metadata and /cache; undefined while not mounted. */
  readonly data: string | undefined;
  /** Whether Android's framework runs; without it user data are a mounted file system and nothing more. */
  readonly framework: boolean;
  readonly metadata: string | undefined;
  readonly cache: string | undefined;
  readonly sdCard: { readonly tree: string; readonly uuid: string } | undefined;
  /** Seen as /dev/__properties__, /sys, /dev/socket/control. */
  readonly properties: string;
  readonly sys: string;
  readonly control: string;
  /** Files shown in place of the kernel's own, by their path. */
  readonly replaced: Readonly<Record<string, string>>;
  /** vold's node of the whole memory card. */
  readonly cardNode: string | undefined;
  /** Partition name to device node or file. */
  readonly nodes: Readonly<Record<string, string>>;
  readonly tmp: string;
}

const ENVIRONMENT = {
  PATH: '/product/bin:/system/bin',
  HOME: '/',
  HOSTNAME: 'localhost',
  ANDROID_DATA: '/data',
  ANDROID_ROOT: '/system',
  EXTERNAL_STORAGE: '/sdcard',
  TMPDIR: '/data/local/tmp',
};

function dataMounts(uid: 0 | 2000, data: string, framework: boolean, userland: Userland): Mount[] {
  if (!framework) return uid === 0 ? [{ from: data, to: '/data', mode: 'rw' }] : [];
  const shared: Mount[] = [
    // The framework's files, for the programs that on a phone would ask system_server over binder.
    { from: `${data}/system`, to: '/dev/binderfs/system_server', mode: 'rw' },
    { from: `${data}/media/0`, to: '/storage/emulated/0', mode: 'rw' },
  ];
  if (uid === 0) return [{ from: data, to: '/data', mode: 'rw' }, ...shared];
  return [
    { from: userland.shellData, to: '/data', mode: 'ro' },
    { from: `${data}/local/tmp`, to: '/data/local/tmp', mode: 'rw' },
    ...shared,
  ];
}

/** What a program with this uid sees. */
export function phoneView(uid: 0 | 2000, folders: PhoneFolders, userland: Userland): SandboxView {
  const root = uid === 0;
  const closed = (to: string): Mount => ({ from: userland.closedFolder, to, mode: 'ro' });
  const folder = (from: string | undefined, to: string): Mount[] =>
    from === undefined ? [] : [root ? { from, to, mode: 'rw' } : closed(to)];
  return {
    uid,
    environment: ENVIRONMENT,
    mounts: [
      { from: userland.system, to: '/system', mode: 'ro' },
      ...userland.libraries,
      { from: folders.properties, to: '/dev/__properties__', mode: root ? 'rw' : 'ro' },
      { from: folders.sys, to: '/sys', mode: 'ro' },
      { from: folders.control, to: '/dev/socket/control', mode: 'rw' },
      { from: folders.tmp, to: '/tmp', mode: root ? 'rw' : 'ro' },
      ...(folders.data === undefined ? [] : dataMounts(uid, folders.data, folders.framework, userland)),
      ...folder(folders.metadata, '/metadata'),
      ...folder(folders.cache, '/cache'),
      ...(folders.sdCard === undefined
        ? []
        : [{ from: folders.sdCard.tree, to: `/storage/${folders.sdCard.uuid}`, mode: 'rw' } as const]),
      ...[
        ...Object.entries(folders.nodes).map(([name, node]) => [`by-name/${name}`, node] as const),
        ...(folders.cardNode === undefined ? [] : [['vold/disk:179,0', folders.cardNode] as const]),
      ].map(
        ([name, node]): Mount => ({
          from: root ? node : userland.closedFile,
          to: `/dev/block/${name}`,
          mode: root ? 'device' : 'ro',
        }),
      ),
      ...Object.entries(folders.replaced).map(([to, from]): Mount => ({ from, to, mode: 'ro' })),
    ],
    links: {
      '/bin': '/system/bin',
      '/dev/block/bootdevice/by-name': '/dev/block/by-name',
      ...(folders.data === undefined
        ? {}
        : folders.framework
          ? { '/sdcard': '/storage/self/primary', '/storage/self/primary': '/storage/emulated/0' }
          : { '/sdcard': '/data/media/0' }),
    },
  };
}
