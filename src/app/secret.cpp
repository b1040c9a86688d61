#include "app/secret.hpp"

#include <sys/random.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>

#include "app/edit_in_memory.hpp"
#include "app/secret_file.hpp"
#include "base/text.hpp"

namespace nagaya::app {

namespace {

/// While it lives, a terminal shows nothing of what is typed.
class HiddenTyping {
public:
    explicit HiddenTyping(Console& console) {
        termios now{};
        if (isatty(STDIN_FILENO) == 0 || tcgetattr(STDIN_FILENO, &now) != 0) return;
        console.err("type the secret, which is not shown; Ctrl-D at the start of a line ends it\n");
        termios hidden = now;
        hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        if (tcsetattr(STDIN_FILENO, TCSADRAIN, &hidden) == 0) before_ = now;
    }
    ~HiddenTyping() {
        if (before_) tcsetattr(STDIN_FILENO, TCSADRAIN, &*before_);
    }
    HiddenTyping(const HiddenTyping&) = delete;
    HiddenTyping& operator=(const HiddenTyping&) = delete;

private:
    std::optional<termios> before_;
};

Result<std::string> read_input(Console& console) {
    const HiddenTyping hidden(console);
    std::string text;
    char piece[4096];
    while (true) {
        const ssize_t count = read(STDIN_FILENO, piece, sizeof piece);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail_errno("standard input");
        if (count == 0) return text;
        text.append(piece, static_cast<size_t>(count));
        if (text.size() > model::largest_secret) return fail(ErrorKind::limit, "a secret has at most 512 KiB");
    }
}

/// Letters and digits: they stand for themselves wherever a password is written.
Result<std::string> random_text(uint64_t length) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    constexpr unsigned even = 256 / letters.size() * letters.size();  // above it some letters would come more often
    std::string text;
    while (text.size() < length) {
        unsigned char byte = 0;
        if (getrandom(&byte, 1, 0) != 1) return fail_errno("getrandom");
        if (byte < even) text += letters[byte % letters.size()];
    }
    return text;
}

}  // namespace

int set_secret(const SecretOptions& options, Console& console) {
    const auto workspace = open_for_secrets(options.site, console);
    if (!workspace) return exit_findings;
    if (!can_be_secret(*workspace, options.service, options.name, console)) return exit_usage;
    const model::Secret* listed = find_listed(*workspace, options.service, options.name);
    if (options.generate && listed && model::is_env_file(listed->kind)) {
        console.err(
            "nagaya: an env file has NAME=value lines, which --generate does not make\nhelp: write it with "
            "`nagaya secret edit`\n");
        return exit_usage;
    }
    const Result<std::string> text = options.generate ? random_text(*options.generate) : read_input(console);
    if (!text) return tell(text.error(), console);
    if (text->empty()) {
        console.err("nagaya: standard input was empty; nothing was changed\n");
        return exit_usage;
    }
    return write_secret(*workspace, options.service, options.name, *text, console) ? exit_ok : exit_findings;
}

int show_secret(const SecretOptions& options, Console& console) {
    const auto workspace = open_for_secrets(options.site, console);
    if (!workspace) return exit_findings;
    const auto identity = find_identity(options.identity);
    if (!identity) return tell(identity.error(), console);
    const Result<std::string> text = read_secret(*workspace, *identity, options.service, options.name);
    if (!text) return tell(text.error(), console);
    console.out(*text);
    return exit_ok;
}

int edit_secret(const SecretOptions& options, Console& console) {
    const auto workspace = open_for_secrets(options.site, console);
    if (!workspace) return exit_findings;
    if (!can_be_secret(*workspace, options.service, options.name, console)) return exit_usage;
    const bool there = workspace->site.secret_files.contains(concat(options.service, '/', options.name));
    std::string before;
    if (there) {
        const auto identity = find_identity(options.identity);
        if (!identity) return tell(identity.error(), console);
        Result<std::string> text = read_secret(*workspace, *identity, options.service, options.name);
        if (!text) return tell(text.error(), console);
        before = *std::move(text);
    }
    const Result<std::string> after = edit_in_memory(options.name, before);
    if (!after) return tell(after.error(), console);
    if (*after == before) {
        console.err("nothing was changed\n");
        return exit_ok;
    }
    return write_secret(*workspace, options.service, options.name, *after, console) ? exit_ok : exit_findings;
}

int rotate_secrets(const SecretOptions& options, Console& console) {
    const auto workspace = open_for_secrets(options.site, console);
    if (!workspace) return exit_findings;
    const auto identity = find_identity(options.identity);
    if (!identity) return tell(identity.error(), console);
    struct Read {
        std::string service;
        std::string name;
        std::string text;
    };
    std::vector<Read> all;
    for (const auto& [path, file] : workspace->site.secret_files) {
        const size_t slash = path.find('/');
        if (!file.age || slash == std::string::npos) continue;
        Read one{.service = path.substr(0, slash), .name = path.substr(slash + 1), .text = {}};
        if (!options.services.empty() && std::ranges::find(options.services, one.service) == options.services.end())
            continue;
        Result<std::string> text = read_secret(*workspace, *identity, one.service, one.name);
        if (!text) return tell(text.error(), console);
        one.text = *std::move(text);
        all.push_back(std::move(one));
    }
    for (const Read& one : all)
        if (!write_secret(*workspace, one.service, one.name, one.text, console)) return exit_findings;
    console.out(concat(plural(all.size(), "secret"), " encrypted anew\n"));
    return exit_ok;
}

}  // namespace nagaya::app
