import type { FastifyInstance } from 'fastify';
import type { World } from './world.ts';

/** Some addresses, and what is answered there. */
export type Routes = (app: FastifyInstance, world: World) => void;
