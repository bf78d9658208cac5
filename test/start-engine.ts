// Before each test file where WebAssembly computes: it cannot start within the synchronous calls that tests are made of.
import { engineReady } from '../src/lib/backend/engine.js';
import { findNativeEngine } from '../src/lib/backend/install/find.js';

const { FRAMESCOPE_BACKEND: wanted = '' } = process.env;
if (wanted === 'wasm' || (wanted === '' && 'missing' in findNativeEngine())) await engineReady();
