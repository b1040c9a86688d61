// Any bytes as a stream of messages to the language server, whole and byte by byte: the same messages, and answers to all of them.
#include <cstdint>

#include "base/check.hpp"
#include "lsp/messages.hpp"
#include "lsp/server.hpp"

namespace {

using namespace nagaya;

std::vector<Json> read(std::string_view stream, size_t step) {
    lsp::MessageReader reader;
    std::vector<Json> messages;
    for (size_t at = 0; at < stream.size(); at += step) {
        reader.feed(stream.substr(at, step));
        while (auto message = reader.next())
            messages.push_back(message->broken ? Json("broken") : std::move(message->json));
    }
    return messages;
}

/// Finds something at every third byte of what it is asked about, each with a fix.
lsp::Findings found_in(const model::Tree& tree) {
    auto sources = std::make_shared<Sources>();
    lsp::Findings findings;
    for (const auto& [path, read_file] : tree) {
        const FileId file = sources->add(path, read_file.bytes);
        for (uint32_t at = 0; at + 3 < read_file.bytes.size() && at < 30; at += 3) {
            const Span span{.file = file, .begin = at, .end = at + 2};
            findings.diagnostics.push_back({.code = "x",
                                            .severity = Severity::note,
                                            .message = "x",
                                            .at = span,
                                            .fixes = {{.at = span, .replacement = "y", .safe = true}}});
        }
    }
    findings.sources = std::move(sources);
    return findings;
}

lsp::SitePorts site(const std::string&) {
    return {.read = []() -> Result<model::Tree> {
                return model::Tree{{"nagaya.toml", {.bytes = "[site]\nname = \"x\"\n"}},
                                   {"services/web/web.container", {.bytes = "[Container]\nImage=a\n"}}};
            },
            .check_all = [](const model::Tree& tree, const std::set<std::string>&) -> Result<lsp::Findings> {
                return found_in(tree);
            },
            .check_one = [](const model::Tree& tree, const std::string&) -> std::optional<lsp::Findings> {
                return found_in(tree);
            },
            .podman = [] { return lint::PodmanVersion{}; }};
}

lsp::SitePorts loose(const std::string& directory) {
    lsp::SitePorts ports = site(directory);
    ports.loose_below = "services/web/";
    return ports;
}

/// Files below /l are in no site.
bool is_loose(const std::string& path) { return path.starts_with("/l/"); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string stream(data, data + size);
    const std::vector<Json> messages = read(stream, stream.size() + 1);
    if (size < 2000) CHECK(read(stream, 1) == messages);
    lsp::Server server({.open = site,
                        .find_site = [](const std::string& path) { return is_loose(path) ? "" : "/s"; },
                        .find_loose = [](const std::string& path) { return is_loose(path) ? "/l" : ""; },
                        .open_loose = loose,
                        .version = "0"});
    // One by one, and the same once more as a batch that waited together.
    for (size_t i = 0; i < messages.size(); ++i) {
        for (const Json& answer : server.handle({&messages[i], 1})) (void)lsp::frame(answer);
        if (server.has_work()) (void)server.work();
    }
    for (const Json& answer : server.handle(messages)) (void)lsp::frame(answer);
    return 0;
}
