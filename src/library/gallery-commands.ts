/** The steps on the gallery that must be atomic, as Lua run by Redis (`lua/gallery.lua` has what they are given). */
import type { Redis, Result } from 'ioredis';
import { PART_DESIGNS } from '../jobs/designs/design-client.js';
import { libraryKeys } from '../redis/keys.js';
import { defineLua, type LuaLibrary } from '../redis/lua.js';

/** The names, without what they begin with. */
const names = libraryKeys('');

declare module 'ioredis' {
  interface RedisCommander<Context> {
    atelierSaveDesigns(...args: string[]): Result<1, Context>;
    atelierPacked(...args: string[]): Result<number, Context>;
    atelierMarkDesign(...args: string[]): Result<0 | 1, Context>;
    atelierDeleteDesign(...args: string[]): Result<0 | 1, Context>;
  }
}

const GALLERY_LUA: LuaLibrary = {
  files: [new URL('./lua/gallery.lua', import.meta.url)],
  constants: {
    PART_DESIGNS,
    DESIGN_REQUEST: names.designRequest(''),
    DESIGNS: names.designs,
    DESIGNS_IN: names.designsIn(''),
    PASSING_DESIGNS: names.passingDesigns,
    DESIGN_PACKS: names.designPacks,
    UNUSED_DESIGN_PACKS: names.unusedDesignPacks,
  },
};

const commands = {
  atelierSaveDesigns: { file: new URL('./lua/save-designs.lua', import.meta.url), numberOfKeys: 1 },
  atelierPacked: { file: new URL('./lua/note-packed.lua', import.meta.url), numberOfKeys: 1 },
  atelierMarkDesign: { file: new URL('./lua/mark-design.lua', import.meta.url), numberOfKeys: 1 },
  atelierDeleteDesign: { file: new URL('./lua/delete-design.lua', import.meta.url), numberOfKeys: 1 },
};

/** Teaches a connection the commands above. Their keys follow from what they find, so only what they begin with is given. */
export function defineGalleryCommands(redis: Redis): void {
  defineLua(redis, commands, [GALLERY_LUA]);
}
