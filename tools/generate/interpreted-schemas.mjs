// Comes first in every bundle. For each schema zod compiles a parser when it is first used (`new Function`), which
// pays for itself after many documents: an executor reads one of each kind, and is then at its end.
import { config } from 'zod';

config({ jitless: true });
