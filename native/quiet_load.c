// The door of the native engine: what Node loads as `tfjs_binding.node`.
//
// TensorFlow writes start-up lines to descriptor 2 from its static initialisers, so before any of its own log settings
// count. This small library links nothing of TensorFlow: it points descriptor 2 at a temporary file, loads the real binding
// (`tfjs_binding_core.node`, beside this file) and with it TensorFlow, points descriptor 2 back, and writes out again
// whatever was not a start-up line. FRAMESCOPE_TENSORFLOW_LOG=1 leaves everything as it comes.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <ctype.h>
#include <dlfcn.h>
#include <limits.h>
#include <node_api.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static napi_value load_core(napi_env env, napi_value exports);
static bool core_path(char *path, size_t size);
static void replay(FILE *kept);
static bool is_start_up_line(const char *line);

NAPI_MODULE_INIT(/* napi_env env, napi_value exports */) {
  const char *log = getenv("FRAMESCOPE_TENSORFLOW_LOG");
  if (log != NULL && strcmp(log, "1") == 0) return load_core(env, exports);

  setenv("TF_CPP_MIN_LOG_LEVEL", "2", 0);
  fflush(stderr);
  FILE *kept = tmpfile();
  int original = kept == NULL ? -1 : dup(STDERR_FILENO);
  if (original >= 0) dup2(fileno(kept), STDERR_FILENO);

  napi_value result = load_core(env, exports);

  if (original >= 0) {
    fflush(stderr);
    dup2(original, STDERR_FILENO);
    close(original);
    replay(kept);
  }
  if (kept != NULL) fclose(kept);
  return result;
}

// Loads the binding beside this file and lets it fill `exports`; throws a JavaScript error with the loader's words.
static napi_value load_core(napi_env env, napi_value exports) {
  char path[PATH_MAX];
  if (!core_path(path, sizeof path)) {
    napi_throw_error(env, NULL, "tfjs_binding.node cannot tell which folder it lies in");
    return NULL;
  }
  void *core = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
  if (core == NULL) {
    napi_throw_error(env, NULL, dlerror());
    return NULL;
  }
  napi_value (*init)(napi_env, napi_value) = (napi_value(*)(napi_env, napi_value))dlsym(core, "napi_register_module_v1");
  if (init == NULL) {
    napi_throw_error(env, NULL, "tfjs_binding_core.node is not a Node-API module");
    return NULL;
  }
  return init(env, exports);
}

static bool core_path(char *path, size_t size) {
  Dl_info self;
  if (dladdr((void *)&core_path, &self) == 0 || self.dli_fname == NULL) return false;
  const char *slash = strrchr(self.dli_fname, '/');
  int folder = slash == NULL ? 0 : (int)(slash - self.dli_fname) + 1;
  int length = snprintf(path, size, "%.*stfjs_binding_core.node", folder, self.dli_fname);
  return length > 0 && (size_t)length < size;
}

static void replay(FILE *kept) {
  char line[4096];
  rewind(kept);
  while (fgets(line, sizeof line, kept) != NULL) {
    if (!is_start_up_line(line)) fputs(line, stderr);
  }
  fflush(stderr);
}

// "I0000 00:00:1795248129.445648 8804 port.cc:153] …" (severity, month, day) and the sentence that announces it.
static bool is_start_up_line(const char *line) {
  if (strncmp(line, "WARNING: All log messages before absl::InitializeLog()", 54) == 0) return true;
  if (line[0] != 'I') return false;
  for (int i = 1; i <= 4; i++) {
    if (!isdigit((unsigned char)line[i])) return false;
  }
  return line[5] == ' ';
}
