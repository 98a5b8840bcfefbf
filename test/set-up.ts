import { afterAll } from 'vitest';
import { removeTemporaryFolders } from './fakes/temporary-folders.js';
import 'reflect-metadata';

afterAll(removeTemporaryFolders);
