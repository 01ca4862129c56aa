// NVRTC for the software device: g++ compiles the source for the host, and what comes out is passed off as a cubin.
#include <dlfcn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cctype>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace {

enum Result { SUCCESS = 0, INVALID_INPUT = 3, INVALID_OPTION = 5, COMPILATION = 6, BUILTIN_OPERATION_FAILURE = 7 };

// Those of NVRTC 12.9; tests make it an older one.
const int ARCHITECTURES[] = {50, 52, 53, 60, 61, 62, 70, 72, 75, 80, 86, 87, 89, 90, 100, 101, 103, 120, 121};
int newest = 90;
bool builtinsMissing;


struct Program {
    std::string source;
    std::string log;
    std::string image;
    std::string text;
};

std::string trim(const std::string& text) {
    size_t from = text.find_first_not_of(" \t\n");
    size_t to = text.find_last_not_of(" \t\n");
    return from == std::string::npos ? "" : text.substr(from, to - from + 1);
}

std::string withoutComments(const std::string& source) {
    std::string out;
    for (size_t k = 0; k < source.size(); k++) {
        if (source.compare(k, 2, "//") == 0) {
            k = source.find('\n', k);
            if (k == std::string::npos) {
                break;
            }
        } else if (source.compare(k, 2, "/*") == 0) {
            k = source.find("*/", k) + 1;
            continue;
        }
        out += source[k];
    }
    return out;
}

// For each kernel, a function that takes the launch's array of parameters, and the sizes of these.
std::string launchers(const std::string& source) {
    std::string out;
    std::string code = withoutComments(source);
    for (size_t at = code.find("__global__"); at != std::string::npos; at = code.find("__global__", at + 1)) {
        size_t open = at;
        std::string name;
        // The last parenthesis before a brace opens the parameters; others may be of __launch_bounds__.
        size_t brace = code.find('{', at);
        size_t close = code.rfind(')', brace);
        open = code.rfind('(', close);
        size_t end = code.find_last_not_of(" \t\n", open - 1) + 1;
        size_t begin = end;
        while (begin > 0 && (isalnum((unsigned char) code[begin - 1]) || code[begin - 1] == '_')) {
            begin--;
        }
        name = code.substr(begin, end - begin);
        std::stringstream list(code.substr(open + 1, close - open - 1));
        std::string parameter;
        std::string call;
        std::string sizes;
        for (int k = 0; std::getline(list, parameter, ','); k++) {
            parameter = trim(parameter);
            size_t last = parameter.find_last_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
            std::string type = trim(parameter.substr(0, last + 1));
            size_t restricted = type.find("__restrict__");
            if (restricted != std::string::npos) {
                type = trim(type.erase(restricted, 12));
            }
            std::string slot = std::to_string(k);
            call += (k > 0 ? ", " : "") + std::string("*(std::remove_const_t<") + type + ">*) p[" + slot + "]";
            sizes += "(int) sizeof(" + type + "), ";
        }
        out += "extern \"C\" void standin_launch_" + name + "(void** p) { " + name + "(" + call + "); }\n";
        out += "extern \"C\" const int standin_sizes_" + name + "[] = {" + sizes + "0};\n";
    }
    return out;
}

// extern __shared__ T name[];   becomes a pointer to the block's memory
std::string withDynamicShared(std::string source) {
    const std::string mark = "extern __shared__ ";
    for (size_t at = source.find(mark); at != std::string::npos; at = source.find(mark, at)) {
        size_t end = source.find("[];", at);
        size_t name = source.find_last_of(" ", end) + 1;
        std::string type = trim(source.substr(at + mark.size(), name - at - mark.size()));
        std::string variable = source.substr(name, end - name);
        source.replace(at, end + 3 - at, type + "* " + variable + " = (" + type + "*) standin->dynamicShared;");
    }
    return source;
}

std::string home() {
    Dl_info info;
    dladdr(reinterpret_cast<void*>(&home), &info);
    std::string path = info.dli_fname;
    return path.substr(0, path.rfind('/'));
}

std::string slurp(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

int run(std::vector<const char*> arguments) {
    arguments.push_back(nullptr);
    pid_t child = fork();
    if (child == 0) {
        execvp(arguments[0], const_cast<char* const*>(arguments.data()));
        _exit(127);
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool isKnown(int architecture) {
    for (int one : ARCHITECTURES) {
        if (one == architecture && one <= newest) {
            return true;
        }
    }
    return false;
}

}  // namespace

extern "C" {

int nvrtcVersion(int* major, int* minor) {
    *major = 12;
    *minor = 999;  // none of NVIDIA's, which matters to caches
    return SUCCESS;
}

int nvrtcGetNumSupportedArchs(int* count) {
    *count = 0;
    for (int known : ARCHITECTURES) {
        *count += isKnown(known);
    }
    return SUCCESS;
}

int nvrtcGetSupportedArchs(int* known) {
    for (int one : ARCHITECTURES) {
        if (isKnown(one)) {
            *known++ = one;
        }
    }
    return SUCCESS;
}

// For tests: the newest architecture that it knows, and whether its library of built-ins is missing.
void nvrtcStandinSet(int64_t newestKnown, int64_t withoutBuiltins) {
    newest = int(newestKnown);
    builtinsMissing = withoutBuiltins != 0;
}

int nvrtcCreateProgram(Program** program, const char* source, const char*, int, const char**, const char**) {
    *program = new Program{source, "", "", ""};
    return SUCCESS;
}

int nvrtcDestroyProgram(Program** program) {
    delete *program;
    *program = nullptr;
    return SUCCESS;
}

int nvrtcCompileProgram(Program* program, int count, const char* const* options) {
    bool fused = true;
    int target = 0;
    for (int k = 0; k < count; k++) {
        std::string option = options[k];
        if (option == "--fmad=false") {
            fused = false;
        } else if (std::sscanf(options[k], "--gpu-architecture=sm_%d", &target) == 1
                || std::sscanf(options[k], "--gpu-architecture=compute_%d", &target) == 1) {
            if (!isKnown(target)) {
                program->log = "nvrtc: error: invalid value for --gpu-architecture (-arch)\n";
                return INVALID_OPTION;
            }
        } else if (option != "--std=c++17") {
            program->log = "the software device does not know the option " + option;
            return INVALID_OPTION;
        }
    }
    if (builtinsMissing) {
        program->log = "nvrtc: error: failed to open libnvrtc-builtins.so.12.8.\n";
        return BUILTIN_OPERATION_FAILURE;
    }
    char directory[] = "/tmp/backspike-nvrtc-XXXXXX";
    if (mkdtemp(directory) == nullptr) {
        return COMPILATION;
    }
    std::string base = std::string(directory) + "/kernel";
    {
        std::ofstream file(base + ".cpp");
        file << "#include <type_traits>\n#include \"builtins.h\"\nextern \"C\" { Runtime* standin; }\n#line 1 \"kernel.cu\"\n"
             << withDynamicShared(program->source) << "\n"
             << launchers(program->source);
    }
    std::string include = "-I" + home();
    std::string command = "exec g++ -std=c++17 -O1 -shared -fPIC -w -fno-exceptions -ffp-contract="
        + std::string(fused ? "fast" : "off") + " " + include + " -o " + base + ".so " + base + ".cpp 2> " + base + ".log";
    int status = run({"/bin/sh", "-c", command.c_str()});
    program->log = slurp(base + ".log");
    std::string library = slurp(base + ".so");
    for (const char* suffix : {".cpp", ".log", ".so"}) {
        unlink((base + suffix).c_str());
    }
    rmdir(directory);
    if (status != 0) {
        return COMPILATION;
    }
    uint64_t header[3] = {0x4b53504b43414244u, library.size(), uint64_t(target)};
    program->image.assign(reinterpret_cast<const char*>(header), sizeof header);
    program->image += library;
    program->text = ".version 8.5\n.target sm_" + std::to_string(target) + "\n.address_size 64\n// ";
    for (unsigned char byte : library) {
        program->text += "0123456789abcdef"[byte / 16];
        program->text += "0123456789abcdef"[byte % 16];
    }
    program->text += "\n";
    return SUCCESS;
}

int nvrtcGetProgramLogSize(Program* program, size_t* size) {
    *size = program->log.size() + 1;
    return SUCCESS;
}

int nvrtcGetProgramLog(Program* program, char* log) {
    std::memcpy(log, program->log.c_str(), program->log.size() + 1);
    return SUCCESS;
}

int nvrtcGetCUBINSize(Program* program, size_t* size) {
    *size = program->image.size();
    return SUCCESS;
}

int nvrtcGetCUBIN(Program* program, char* cubin) {
    std::memcpy(cubin, program->image.data(), program->image.size());
    return SUCCESS;
}

int nvrtcGetPTXSize(Program* program, size_t* size) {
    *size = program->text.size() + 1;
    return SUCCESS;
}

int nvrtcGetPTX(Program* program, char* ptx) {
    std::memcpy(ptx, program->text.c_str(), program->text.size() + 1);
    return SUCCESS;
}

const char* nvrtcGetErrorString(int result) {
    switch (result) {
        case SUCCESS: return "NVRTC_SUCCESS";
        case INVALID_OPTION: return "NVRTC_ERROR_INVALID_OPTION";
        case COMPILATION: return "NVRTC_ERROR_COMPILATION";
        default: return "NVRTC_ERROR_INVALID_INPUT";
    }
}
}
