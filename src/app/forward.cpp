#include "app/forward.hpp"

#include <unistd.h>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "host/safe_files.hpp"
#include "lab/lab.hpp"
#include "load/load.hpp"

namespace nagaya::app {

namespace {

constexpr std::string_view there = "/run/nagaya";

/// A directory in memory (/run is a tmpfs) that only root can enter and that goes away with this object: what is sent may hold secrets.
class SendDirectory {
public:
    SendDirectory() : path_(concat("/run/nagaya/send-", getpid())) {}
    SendDirectory(const SendDirectory&) = delete;
    SendDirectory& operator=(const SendDirectory&) = delete;
    ~SendDirectory() { (void)host::remove_tree(path_); }

    const std::string& path() const { return path_; }

    Result<void> write(const std::string& below, const model::Tree& tree) const {
        TRY(host::make_directory("/run/nagaya", {}, 0700));
        TRY(host::make_directory(path_, {}, 0700));
        TRY(host::make_directory(concat(path_, "/", below), {}, 0700));
        for (const auto& [name, file] : tree)
            TRY(host::write_file(concat(path_, "/", below, "/", name), file.bytes, {}, file.executable ? 0700 : 0600));
        return {};
    }

private:
    std::string path_;
};

/// Where this program's own file is on this machine.
Result<std::string> own_file() {
    char target[4096];
    ssize_t length = readlink("/proc/self/exe", target, sizeof target);
    if (length <= 0 || static_cast<size_t>(length) >= sizeof target) return fail_errno("/proc/self/exe");
    return std::string(target, static_cast<size_t>(length));
}

/// This program in the host, under a name that changes with its content; copied only when it is not there yet.
Result<std::string> send_program(lab::Lab& lab, const std::string& name) {
    std::string own = TRY(own_file());
    auto program = TRY(host::read_file(own, size_t{1} << 30));
    if (!program) return fail(ErrorKind::not_found, concat(own, " is gone; it was replaced while it ran"));
    std::string path = concat(there, "/bin/nagaya-", sha256(program->bytes).substr(0, 16));
    host::Completed known = TRY(lab.run_in(name, {.argv = {"test", "-x", path}}));
    if (known.exit_code != 0) TRY(lab.put(name, own, path));
    return path;
}

/// A fresh copy of the site in the host; what an earlier one left is gone.
Result<void> send_site(lab::Lab& lab, const std::string& name, const Workspace& workspace) {
    SendDirectory outgoing;
    model::Tree tree = workspace.tree;
    tree["nagaya.lock"].bytes = load::print_lock(workspace.site.lock);
    TRY(outgoing.write("site", tree));
    TRY(outgoing.write("secrets", workspace.secrets));
    std::string destination = concat(there, "/site");
    TRY(lab.run_in(name, {.argv = {"rm", "-rf", destination}}));
    return lab.put(name, outgoing.path(), destination);
}

Result<int> run_there(const Workspace* workspace, const Address& address, const std::vector<std::string>& words,
                      Console& console) {
    lab::Lab lab = TRY(lab::Lab::open([&console](std::string_view line) { console.err(concat("lab: ", line, "\n")); }));
    if (workspace) TRY(lab.up(address.name, {}));
    std::string program =
        TRY(within(concat("sending nagaya to lab host ", address.name), send_program(lab, address.name)));
    // Right behind the command's name, because what stands behind "--" belongs to somebody else.
    std::vector<std::string> argv = {program, words.front(), "--local"};
    if (workspace) {
        TRY(within(concat("sending the site to lab host ", address.name), send_site(lab, address.name, *workspace)));
        argv.insert(argv.end(), {"--site", concat(there, "/site/site"), "--secrets", concat(there, "/site/secrets")});
    } else {
        argv.insert(argv.end(), {"--site", std::string(there)});
    }
    argv.insert(argv.end(), words.begin() + 1, words.end());
    return lab.exec(address.name, std::move(argv));
}

}  // namespace

int forward(const Workspace& workspace, const Address& address, const std::vector<std::string>& words,
            Console& console) {
    Result<int> code = run_there(&workspace, address, words, console);
    return code ? *code : tell(code.error(), console);
}

int forward_without_site(const Address& address, const std::vector<std::string>& words, Console& console) {
    Result<int> code = run_there(nullptr, address, words, console);
    return code ? *code : tell(code.error(), console);
}

}  // namespace nagaya::app
