// What comes over a connection: whatever the bytes are, cutting them into frames and reading their messages ends, and what is
// read is written as it was read.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.hpp"
#include "remote/frame.hpp"
#include "remote/message.hpp"
#include "remote/ssh.hpp"

namespace {

using namespace nagaya::remote;

void read_payload(std::string_view payload) {
    if (const auto site = unpack_site(payload)) {
        const auto again = unpack_site(pack_site(*site));
        CHECK(again && *again == *site);
    }
    if (const auto run = parse_run(payload)) {
        const auto again = parse_run(print_run(*run));
        CHECK(again && *again == *run);
    }
    if (const auto exit = parse_exit(payload)) {
        const auto again = parse_exit(print_exit(*exit));
        CHECK(again && *again == *exit);
    }
    (void)parse_hello(payload);
    if (const auto address = parse_ssh_address(payload)) {
        const auto again = parse_ssh_address(print_ssh_address(*address));
        CHECK(again && *again == *address);
        for (const std::string_view word : {std::string_view(address->host), std::string_view(address->user)})
            CHECK(!word.starts_with('-') && word.find_first_of(" \t\n'\"\\$`;&|<>(){}*?!%") == std::string_view::npos);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    read_payload(bytes);
    FrameReader reader;
    // In two pieces, cut anywhere.
    const size_t cut = size > 0 ? data[size / 2] % size : 0;
    reader.add(bytes.substr(0, cut));
    for (int piece = 0; piece < 2; ++piece) {
        while (true) {
            const auto frame = reader.next();
            if (!frame || !*frame) break;
            FrameReader again;
            again.add(print_frame(**frame));
            const auto copy = again.next();
            CHECK(copy && *copy == *frame);
            read_payload((*frame)->payload);
        }
        if (piece == 0) reader.add(bytes.substr(cut));
    }
    return 0;
}
