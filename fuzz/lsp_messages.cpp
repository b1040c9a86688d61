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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string stream(data, data + size);
    const std::vector<Json> messages = read(stream, stream.size() + 1);
    if (size < 2000) CHECK(read(stream, 1) == messages);
    lsp::Server server(
        {.read =
             [](const std::string&) {
                 return model::Tree{{"nagaya.toml", {.bytes = "[site]\nname = \"x\"\n"}},
                                    {"services/web/web.container", {.bytes = "[Container]\nImage=a\n"}}};
             },
         .check_all = [](const model::Tree&) { return lsp::Findings{.sources = std::make_shared<Sources>()}; },
         .check_one = [](const model::Tree&, const std::string&) { return std::nullopt; },
         .podman = [] { return lint::PodmanVersion{}; },
         .version = "0"});
    for (const Json& message : messages) {
        for (const Json& answer : server.handle(message)) (void)lsp::frame(answer);
        if (server.has_work()) (void)server.work();
    }
    return 0;
}
