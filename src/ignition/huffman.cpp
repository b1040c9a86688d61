// Package-merge: row 1 holds the symbols by count; each further row holds the symbols again, merged with the pairs of the row
// before. The first 2n-2 items of the last row are taken, with all that their pairs are made of; a symbol's code is as long as
// the rows it is taken in. In each row the taken symbols are the first ones, so a number a row is all there is to keep.
#include "ignition/huffman.hpp"

#include <algorithm>
#include <array>

namespace nagaya::ignition {

namespace {

constexpr size_t most_symbols = 286;
constexpr unsigned most_bits = 15;

struct Symbol {
    uint32_t count;
    uint16_t value;
};

struct Row {
    std::array<uint32_t, 2 * most_symbols> weight;
    std::array<uint16_t, 2 * most_symbols> leaves_before;  // among the items before this one
    size_t size = 0;
};

void make_row(std::span<const Symbol> symbols, const Row* below, Row& row) {
    size_t leaf = 0;
    size_t pair = 0;
    size_t pairs = below ? below->size / 2 : 0;
    row.size = 0;
    while (leaf < symbols.size() || pair < pairs) {
        uint32_t weight = pair < pairs ? below->weight[2 * pair] + below->weight[2 * pair + 1] : 0;
        bool take_leaf = pair == pairs || (leaf < symbols.size() && symbols[leaf].count < weight);
        row.leaves_before[row.size] = static_cast<uint16_t>(leaf);
        row.weight[row.size++] = take_leaf ? symbols[leaf].count : weight;
        ++(take_leaf ? leaf : pair);
    }
}

/// For each code length, how many symbols have it.
std::array<uint16_t, most_bits + 1> count_lengths(std::span<const Symbol> symbols, unsigned longest) {
    static thread_local std::array<Row, most_bits> rows;
    unsigned used = std::min<unsigned>(longest, static_cast<unsigned>(symbols.size()) - 1);
    size_t items = 2 * symbols.size() - 2;
    unsigned made = 0;  // rows that differ: once one equals the row before it as far as items are taken, all others do
    for (; made < used; ++made) {
        Row& row = rows[made];
        make_row(symbols, made ? &rows[made - 1] : nullptr, row);
        if (made == 0 || row.size < items || rows[made - 1].size < items) continue;
        if (std::equal(row.weight.begin(), row.weight.begin() + static_cast<std::ptrdiff_t>(items),
                       rows[made - 1].weight.begin()) &&
            std::equal(row.leaves_before.begin(), row.leaves_before.begin() + static_cast<std::ptrdiff_t>(items),
                       rows[made - 1].leaves_before.begin()))
            break;
    }
    std::array<uint16_t, most_bits + 1> taken{};  // symbols of each row, the last row first
    for (unsigned depth = 0; depth < used && items > 0; ++depth) {
        const Row& row = rows[std::min(used - 1 - depth, made == used ? used - 1 : made)];
        size_t leaves = items < row.size ? row.leaves_before[items] : symbols.size();
        taken[depth] = static_cast<uint16_t>(leaves);
        items = 2 * (items - leaves);
    }
    std::array<uint16_t, most_bits + 1> counts{};
    for (unsigned length = 1; length <= used; ++length)
        counts[length] = static_cast<uint16_t>(taken[length - 1] - taken[length]);
    return counts;
}

}  // namespace

uint16_t reverse_bits(unsigned value, unsigned length) {
    unsigned reversed = 0;
    for (unsigned bit = 0; bit < length; ++bit, value >>= 1) reversed = (reversed << 1) | (value & 1);
    return static_cast<uint16_t>(reversed);
}

void make_codes(std::span<const uint32_t> counts, unsigned longest, std::span<HuffmanCode> codes) {
    std::array<Symbol, most_symbols> all;
    size_t size = 0;
    for (size_t value = 0; value < counts.size(); ++value) {
        codes[value] = {};
        if (counts[value]) all[size++] = {.count = counts[value], .value = static_cast<uint16_t>(value)};
    }
    std::span<Symbol> symbols(all.data(), size);
    if (size <= 2) {
        for (size_t rank = 0; rank < size; ++rank)
            codes[symbols[rank].value] = {.bits = static_cast<uint16_t>(rank), .length = 1};
        return;
    }
    std::sort(symbols.begin(), symbols.end(), [](const Symbol& a, const Symbol& b) {
        return a.count != b.count ? a.count < b.count : a.value < b.value;
    });
    auto lengths = count_lengths(symbols, longest);
    unsigned code = 0;
    size_t end = size;  // the most frequent are last, and get the shortest codes
    for (unsigned length = 1; length <= most_bits; ++length) {
        code <<= 1;
        std::span<Symbol> same = symbols.subspan(end - lengths[length], lengths[length]);
        end -= lengths[length];
        std::sort(same.begin(), same.end(), [](const Symbol& a, const Symbol& b) { return a.value < b.value; });
        for (const Symbol& symbol : same)
            codes[symbol.value] = {.bits = reverse_bits(code++, length), .length = static_cast<uint16_t>(length)};
    }
}

}  // namespace nagaya::ignition
