#!/usr/bin/env node
import { launch } from './launch.js';

launch('ait42-migrate');
