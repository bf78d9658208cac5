/** A private Python environment in the user's cache; see src/lab/python-environment.ts. Wants a built `dist`. */
export async function makePythonEnvironment(options) {
  const built = await import('../../dist/lab/python-environment.js');
  return built.makePythonEnvironment(options);
}
