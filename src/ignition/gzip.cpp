// The search is Go's compress/flate at level 9, whose choices its bytes depend on: lazy matching over hash chains of up to
// 4096 candidates, where four bytes make a hash, a match has at least four, and four only count when they are near.
#include "ignition/gzip.hpp"

#include <array>
#include <cstring>

#include "base/check.hpp"
#include "ignition/deflate_block.hpp"

namespace nagaya::ignition {

namespace {

constexpr size_t window = 32768;
constexpr size_t hash_bits = 17;
constexpr size_t shortest = 4;
constexpr size_t longest = 258;
constexpr size_t none = shortest - 1;  // the length of "no match"
constexpr size_t most_tries = 4096;
constexpr size_t near = 4096;
constexpr size_t most_tokens = 16384;
constexpr size_t most_bytes = size_t{1} << 30;

uint32_t hash(const unsigned char* at) {
    uint32_t word = uint32_t{at[0]} << 24 | uint32_t{at[1]} << 16 | uint32_t{at[2]} << 8 | at[3];
    return (word * 0x1e35a7bdU) >> (32 - hash_bits);
}

uint32_t crc32(std::string_view bytes) {
    static const auto table = [] {
        std::array<uint32_t, 256> made{};
        for (uint32_t value = 0; value < 256; ++value) {
            uint32_t rest = value;
            for (int bit = 0; bit < 8; ++bit) rest = (rest >> 1) ^ (rest & 1 ? 0xedb88320U : 0);
            made[value] = rest;
        }
        return made;
    }();
    uint32_t sum = ~0U;
    for (char c : bytes) sum = table[(sum ^ static_cast<unsigned char>(c)) & 0xff] ^ (sum >> 8);
    return ~sum;
}

void append_little_endian(std::string& out, uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>((value >> shift) & 0xff);
}

}  // namespace

/// Positions are counted on from file to file, so that the tables need no clearing: what is below `base_` is another file's.
class GzipWriter::Matcher {
public:
    Matcher() : heads_(size_t{1} << hash_bits), previous_(window) { tokens_.reserve(most_tokens); }

    void compress(std::string_view bytes, BitWriter& out);

private:
    struct Match {
        size_t length = none;
        size_t distance = 0;
    };

    Match find(size_t at, uint32_t candidate) const;
    size_t common_length(size_t a, size_t b, size_t most) const;
    uint32_t enter(size_t at);
    void add(Token token, size_t end, BitWriter& out);
    void flush(size_t end, BitWriter& out);

    std::vector<uint32_t> heads_;     // by hash: the newest position, plus base_
    std::vector<uint32_t> previous_;  // by position in the window: the one before it in its chain
    std::vector<Token> tokens_;
    const unsigned char* bytes_ = nullptr;
    size_t size_ = 0;
    uint32_t base_ = 1;
    size_t block_ = 0;  // where the block under way began
};

size_t GzipWriter::Matcher::common_length(size_t a, size_t b, size_t most) const {
    size_t length = 0;
    while (length + 8 <= most) {
        uint64_t left = 0;
        uint64_t right = 0;
        std::memcpy(&left, bytes_ + a + length, 8);
        std::memcpy(&right, bytes_ + b + length, 8);
        if (left != right) return length + static_cast<size_t>(__builtin_ctzll(left ^ right)) / 8;
        length += 8;
    }
    while (length < most && bytes_[a + length] == bytes_[b + length]) ++length;
    return length;
}

/// Notes `at` as the newest of its chain; what was the newest before.
uint32_t GzipWriter::Matcher::enter(size_t at) {
    uint32_t& head = heads_[hash(bytes_ + at)];
    uint32_t before = head;
    previous_[at % window] = before;
    head = static_cast<uint32_t>(at) + base_;
    return before;
}

GzipWriter::Matcher::Match GzipWriter::Matcher::find(size_t at, uint32_t candidate) const {
    Match best;
    size_t most = std::min(longest, size_ - at);
    size_t furthest = at > window ? at - window : 0;
    for (size_t tries = most_tries; tries > 0; --tries) {
        size_t other = candidate - base_;
        if (bytes_[other + best.length] == bytes_[at + best.length]) {
            size_t length = common_length(other, at, most);
            if (length > best.length && (length > shortest || at - other <= near)) {
                best = {.length = length, .distance = at - other};
                if (length == most) break;
            }
        }
        if (other + window == at) break;
        candidate = previous_[other % window];
        if (candidate < base_ || candidate - base_ < furthest) break;
    }
    return best;
}

void GzipWriter::Matcher::flush(size_t end, BitWriter& out) {
    if (tokens_.empty()) return;
    write_block(out, tokens_, {reinterpret_cast<const char*>(bytes_) + block_, end - block_});
    tokens_.clear();
    block_ = end;
}

void GzipWriter::Matcher::add(Token token, size_t end, BitWriter& out) {
    tokens_.push_back(token);
    if (tokens_.size() == most_tokens) flush(end, out);
}

void GzipWriter::Matcher::compress(std::string_view bytes, BitWriter& out) {
    CHECK(bytes.size() <= most_bytes);
    if (base_ > UINT32_MAX - 2 * most_bytes) {
        std::fill(heads_.begin(), heads_.end(), 0);
        base_ = 1;
    }
    bytes_ = reinterpret_cast<const unsigned char*>(bytes.data());
    size_ = bytes.size();
    block_ = 0;
    Match before;          // the match one byte back, not written yet
    bool pending = false;  // nor is the byte there, if it becomes a literal
    uint32_t head = 0;
    for (size_t at = 0; at < size_;) {
        if (at + 3 < size_) head = enter(at);  // near the end, the last head found serves on
        Match match;
        size_t furthest = at > window ? at - window : 0;
        if (head >= base_ && head - base_ >= furthest && head - base_ < at && size_ - at > before.length &&
            before.length < longest)
            match = find(at, head);
        if (before.length >= shortest && match.length <= before.length) {
            size_t next = at + before.length - 1;
            for (size_t inside = at + 1; inside < next; ++inside)
                if (inside + 3 < size_) enter(inside);
            at = next;
            add({.length = static_cast<uint16_t>(before.length), .distance = static_cast<uint16_t>(before.distance)},
                at, out);
            pending = false;
            before = {};
        } else {
            if (pending) add({.length = bytes_[at - 1]}, at, out);
            pending = true;
            before = match;
            ++at;
        }
    }
    if (pending) tokens_.push_back({.length = bytes_[size_ - 1]});
    flush(size_, out);
    base_ += static_cast<uint32_t>(size_);
}

GzipWriter::GzipWriter() : matcher_(std::make_unique<Matcher>()) {}
GzipWriter::~GzipWriter() = default;

std::string_view GzipWriter::compress(std::string_view bytes) {
    using namespace std::string_view_literals;
    out_ = "\x1f\x8b\x08\0\0\0\0\0\x02\xff"sv;
    BitWriter out(out_);
    matcher_->compress(bytes, out);
    write_last_block(out);
    append_little_endian(out_, crc32(bytes));
    append_little_endian(out_, static_cast<uint32_t>(bytes.size()));
    return out_;
}

}  // namespace nagaya::ignition
