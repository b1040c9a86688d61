#include "remote/message.hpp"

#include "base/text.hpp"
#include "remote/wire.hpp"

namespace nagaya::remote {

namespace {

constexpr size_t most_words = 10'000;
constexpr size_t most_files = 200'000;

std::unexpected<Error> malformed(std::string_view what) {
    return fail(ErrorKind::malformed, concat("the other side sent a broken ", what));
}

void put_words(WireWriter& writer, const std::vector<std::string>& words) {
    writer.u32(static_cast<uint32_t>(words.size()));
    for (const std::string& word : words) writer.text(word);
}

/// False when there are too many, or one holds a NUL: no program can be given such a word.
bool take_words(WireReader& reader, std::vector<std::string>& words) {
    const uint32_t count = reader.u32();
    if (count > most_words) return false;
    for (uint32_t i = 0; i < count && reader.good(); ++i) words.emplace_back(reader.text());
    for (const std::string& word : words)
        if (word.contains('\0')) return false;
    return reader.good();
}

void put_tree(WireWriter& writer, const SentTree& tree) {
    writer.u32(static_cast<uint32_t>(tree.size()));
    for (const auto& [path, file] : tree) writer.text(path).u8(file.executable ? 1 : 0).text(file.bytes);
}

/// A path that stays below where it is put.
bool stays_inside(std::string_view path) {
    if (path.size() > 4000 || path.contains('\0')) return false;
    for (const std::string_view part : split(path, '/'))
        if (part.empty() || part == "." || part == ".." || part.size() > 255) return false;
    return true;
}

bool take_tree(WireReader& reader, SentTree& tree) {
    const uint32_t count = reader.u32();
    if (count > most_files) return false;
    for (uint32_t i = 0; i < count && reader.good(); ++i) {
        std::string path(reader.text());
        const uint8_t executable = reader.u8();
        const std::string_view bytes = reader.text();
        if (!reader.good() || !stays_inside(path) || executable > 1) return false;
        // In the order of their names, so each stands once.
        if (!tree.empty() && path <= tree.rbegin()->first) return false;
        tree.emplace_hint(tree.end(), std::move(path),
                          SentFile{.bytes = std::string(bytes), .executable = executable == 1});
    }
    return reader.good();
}

}  // namespace

std::string print_hello(const Hello& hello) {
    WireWriter writer;
    return writer.u32(hello.protocol).text(hello.program).text(hello.version).take();
}

Result<Hello> parse_hello(std::string_view payload) {
    WireReader reader(payload);
    Hello hello;
    hello.protocol = reader.u32();
    hello.program = reader.text();
    hello.version = reader.text();
    // A later protocol may have more behind these; its number is all that is needed then.
    if (!reader.good() || (hello.protocol == 1 && !reader.done())) return malformed("greeting");
    return hello;
}

std::string pack_site(const Site& site) {
    WireWriter writer;
    put_tree(writer, site.tree);
    put_tree(writer, site.secrets);
    return writer.take();
}

Result<Site> unpack_site(std::string_view packed) {
    WireReader reader(packed);
    Site site;
    if (!take_tree(reader, site.tree) || !take_tree(reader, site.secrets) || !reader.done()) return malformed("site");
    return site;
}

std::string print_run(const Run& run) {
    WireWriter writer;
    put_words(writer, run.name);
    put_words(writer, run.words);
    writer.u32(run.site).u8(run.input ? 1 : 0).u8(run.terminal.present ? 1 : 0);
    writer.u32(run.terminal.columns).u32(run.terminal.rows).text(run.terminal.name).text(run.console);
    return writer.take();
}

Result<Run> parse_run(std::string_view payload) {
    WireReader reader(payload);
    Run run;
    if (!take_words(reader, run.name) || !take_words(reader, run.words) || run.name.empty())
        return malformed("command");
    run.site = reader.u32();
    const uint8_t input = reader.u8();
    const uint8_t terminal = reader.u8();
    run.input = input == 1;
    run.terminal.present = terminal == 1;
    run.terminal.columns = reader.u32();
    run.terminal.rows = reader.u32();
    run.terminal.name = reader.text();
    run.console = reader.text();
    const bool texts = !run.terminal.name.contains('\0') && !run.console.contains('\0');
    if (!reader.done() || input > 1 || terminal > 1 || !texts) return malformed("command");
    return run;
}

std::string print_exit(const Exit& exit) {
    WireWriter writer;
    return writer.u32(static_cast<uint32_t>(exit.code)).text(exit.report).take();
}

Result<Exit> parse_exit(std::string_view payload) {
    WireReader reader(payload);
    Exit exit;
    exit.code = static_cast<int>(reader.u32() & 0xFF);
    exit.report = reader.text();
    if (!reader.done()) return malformed("exit code");
    return exit;
}

}  // namespace nagaya::remote
