#include "ignition/deflate_block.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "ignition/huffman.hpp"

namespace nagaya::ignition {

namespace {

constexpr size_t end_of_block = 256;
constexpr size_t literal_symbols = 286;
constexpr size_t distance_symbols = 30;
constexpr size_t most_stored = 65535;
constexpr std::array<uint8_t, 19> length_order = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

/// A length or distance as DEFLATE sends it: a symbol and what follows it.
struct Extra {
    uint16_t symbol;
    uint16_t bits;
    uint16_t value;
};

constexpr Extra make_length_symbol(unsigned length) {
    if (length == 258) return {.symbol = 285, .bits = 0, .value = 0};
    unsigned rest = length - 3;
    if (rest < 8) return {.symbol = static_cast<uint16_t>(257 + rest), .bits = 0, .value = 0};
    unsigned bits = static_cast<unsigned>(std::bit_width(rest)) - 3;
    unsigned symbol = 257 + 4 * bits + (rest >> bits);
    return {static_cast<uint16_t>(symbol), static_cast<uint16_t>(bits),
            static_cast<uint16_t>(rest & ((1U << bits) - 1))};
}

constexpr std::array<Extra, 259> length_symbols = [] {
    std::array<Extra, 259> made{};
    for (unsigned length = 3; length < made.size(); ++length) made[length] = make_length_symbol(length);
    return made;
}();

const Extra& length_symbol(unsigned length) { return length_symbols[length]; }

Extra distance_symbol(unsigned distance) {
    unsigned rest = distance - 1;
    if (rest < 4) return {.symbol = static_cast<uint16_t>(rest), .bits = 0, .value = 0};
    unsigned bits = static_cast<unsigned>(std::bit_width(rest)) - 2;
    unsigned symbol = 2 * bits + (rest >> bits);
    return {static_cast<uint16_t>(symbol), static_cast<uint16_t>(bits),
            static_cast<uint16_t>(rest & ((1U << bits) - 1))};
}

using LiteralCodes = std::array<HuffmanCode, literal_symbols + 2>;
using DistanceCodes = std::array<HuffmanCode, distance_symbols>;

struct FixedCodes {
    LiteralCodes literals;
    DistanceCodes distances;
    FixedCodes() {
        for (unsigned symbol = 0; symbol < literals.size(); ++symbol) {
            unsigned length = symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8;
            unsigned code = symbol < 144   ? symbol + 48
                            : symbol < 256 ? symbol + 400 - 144
                            : symbol < 280 ? symbol - 256
                                           : symbol + 192 - 280;
            literals[symbol] = {.bits = reverse_bits(code, length), .length = static_cast<uint16_t>(length)};
        }
        for (unsigned symbol = 0; symbol < distances.size(); ++symbol)
            distances[symbol] = {.bits = reverse_bits(symbol, 5), .length = 5};
    }
};

/// What occurs in a block how often.
struct Counts {
    std::array<uint32_t, literal_symbols> literals{};
    std::array<uint32_t, distance_symbols> distances{};
    size_t literals_used = literal_symbols;
    size_t distances_used = distance_symbols;
    size_t extra_bits = 0;
};

Counts count(std::span<const Token> tokens) {
    Counts counts;
    for (Token token : tokens) {
        if (token.distance == 0) {
            ++counts.literals[token.length];
            continue;
        }
        Extra length = length_symbol(token.length);
        Extra distance = distance_symbol(token.distance);
        ++counts.literals[length.symbol];
        ++counts.distances[distance.symbol];
        counts.extra_bits += length.bits + distance.bits;
    }
    counts.literals[end_of_block] = 1;
    while (counts.literals[counts.literals_used - 1] == 0) --counts.literals_used;
    while (counts.distances_used > 0 && counts.distances[counts.distances_used - 1] == 0) --counts.distances_used;
    if (counts.distances_used == 0) {  // a code of no symbols cannot be sent
        counts.distances[0] = 1;
        counts.distances_used = 1;
    }
    return counts;
}

template <size_t symbols, size_t codes>
size_t bit_length(const std::array<uint32_t, symbols>& counts, const std::array<HuffmanCode, codes>& code) {
    size_t bits = 0;
    for (size_t symbol = 0; symbol < symbols; ++symbol) bits += size_t{counts[symbol]} * code[symbol].length;
    return bits;
}

/// The code lengths of a block, run-length coded.
struct Lengths {
    struct Item {
        uint8_t symbol;
        uint8_t extra;
    };
    std::vector<Item> items;
    std::array<uint32_t, 19> counts{};
    std::array<HuffmanCode, 19> codes;
    size_t sent = 19;  // code lengths of code lengths

    void add(unsigned symbol, size_t extra = 0) {
        items.push_back({.symbol = static_cast<uint8_t>(symbol), .extra = static_cast<uint8_t>(extra)});
        ++counts[symbol];
    }

    void add_run(unsigned length, size_t run) {
        if (length != 0) {
            add(length);
            --run;
            for (; run >= 3; run -= std::min<size_t>(run, 6)) add(16, std::min<size_t>(run, 6) - 3);
        } else {
            for (; run >= 11; run -= std::min<size_t>(run, 138)) add(18, std::min<size_t>(run, 138) - 11);
            if (run >= 3) {
                add(17, run - 3);
                run = 0;
            }
        }
        for (; run > 0; --run) add(length);
    }

    size_t bits() const {
        return 3 + 5 + 5 + 4 + 3 * sent + bit_length(counts, codes) + size_t{counts[16]} * 2 + size_t{counts[17]} * 3 +
               size_t{counts[18]} * 7;
    }
};

Lengths describe(const Counts& counts, const LiteralCodes& literals, const DistanceCodes& distances) {
    Lengths lengths;
    lengths.items.reserve(64);
    size_t all = counts.literals_used + counts.distances_used;
    auto length_at = [&](size_t at) {
        return at < counts.literals_used ? literals[at].length : distances[at - counts.literals_used].length;
    };
    for (size_t begin = 0; begin < all;) {
        size_t end = begin + 1;
        while (end < all && length_at(end) == length_at(begin)) ++end;
        lengths.add_run(length_at(begin), end - begin);
        begin = end;
    }
    make_codes(lengths.counts, 7, lengths.codes);
    while (lengths.sent > 4 && lengths.counts[length_order[lengths.sent - 1]] == 0) --lengths.sent;
    return lengths;
}

void write_lengths(BitWriter& out, const Counts& counts, const Lengths& lengths) {
    out.put(4, 3);  // not the last, codes of its own
    out.put(counts.literals_used - 257, 5);
    out.put(counts.distances_used - 1, 5);
    out.put(lengths.sent - 4, 4);
    for (size_t at = 0; at < lengths.sent; ++at) out.put(lengths.codes[length_order[at]].length, 3);
    for (Lengths::Item item : lengths.items) {
        out.put(lengths.codes[item.symbol].bits, lengths.codes[item.symbol].length);
        if (item.symbol == 16) out.put(item.extra, 2);
        if (item.symbol == 17) out.put(item.extra, 3);
        if (item.symbol == 18) out.put(item.extra, 7);
    }
}

void write_tokens(BitWriter& out, std::span<const Token> tokens, const LiteralCodes& literals,
                  const DistanceCodes& distances) {
    auto put = [&](HuffmanCode code) { out.put(code.bits, code.length); };
    for (Token token : tokens) {
        if (token.distance == 0) {
            put(literals[token.length]);
            continue;
        }
        Extra length = length_symbol(token.length);
        put(literals[length.symbol]);
        if (length.bits) out.put(length.value, length.bits);
        Extra distance = distance_symbol(token.distance);
        put(distances[distance.symbol]);
        if (distance.bits) out.put(distance.value, distance.bits);
    }
    put(literals[end_of_block]);
}

void write_stored(BitWriter& out, std::string_view content, bool last) {
    out.put(last ? 1 : 0, 3);
    out.align();
    out.put(content.size(), 16);
    out.put(~content.size() & 0xffff, 16);
    out.align();
    out.bytes() += content;
}

}  // namespace

void BitWriter::put(uint64_t bits, unsigned count) {
    pending_ |= bits << count_;
    count_ += count;
    if (count_ < 32) return;
    const char four[] = {static_cast<char>(pending_), static_cast<char>(pending_ >> 8),
                         static_cast<char>(pending_ >> 16), static_cast<char>(pending_ >> 24)};
    out_.append(four, 4);
    pending_ >>= 32;
    count_ -= 32;
}

void BitWriter::align() {
    for (; count_ > 0; count_ -= std::min(count_, 8U), pending_ >>= 8) out_ += static_cast<char>(pending_ & 0xff);
}

void write_block(BitWriter& out, std::span<const Token> tokens, std::string_view content) {
    static const FixedCodes fixed;
    static thread_local LiteralCodes literals;
    static thread_local DistanceCodes distances;
    Counts counts = count(tokens);
    make_codes(counts.literals, 15, std::span(literals).first(literal_symbols));
    make_codes(counts.distances, 15, distances);
    Lengths lengths = describe(counts, literals, distances);
    size_t with_fixed = 3 + bit_length(counts.literals, fixed.literals) +
                        bit_length(counts.distances, fixed.distances) + counts.extra_bits;
    size_t with_own = lengths.bits() + bit_length(counts.literals, literals) + bit_length(counts.distances, distances) +
                      counts.extra_bits;
    if (content.size() <= most_stored && (content.size() + 5) * 8 < std::min(with_fixed, with_own)) {
        write_stored(out, content, false);
    } else if (with_own < with_fixed) {
        write_lengths(out, counts, lengths);
        write_tokens(out, tokens, literals, distances);
    } else {
        out.put(2, 3);  // not the last, fixed codes
        write_tokens(out, tokens, fixed.literals, fixed.distances);
    }
}

void write_last_block(BitWriter& out) { write_stored(out, "", true); }

}  // namespace nagaya::ignition
