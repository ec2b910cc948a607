import { z } from 'zod';

/** Ids have some thirty characters; longer texts than these are none. */
const MAX_ID_LENGTH = 64;

/** An id in a request, of whatever kind. What it names may not be there. */
export const idSchema = z.string().max(MAX_ID_LENGTH);
