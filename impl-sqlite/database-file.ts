// Where a home directory keeps its database. Apart, for those who need the place and not the driver.

import { join } from 'node:path';

export const databaseFile = (home: string): string => join(home, '.ait42', 'sessions.db');
