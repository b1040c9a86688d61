// Where texts live that a run of the generator makes: lines joined over continuations, words without their quotes, arguments.
#pragma once

#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace nagaya::quadlet {

/// Keeps texts at their address until it goes; never gives one back.
class Arena {
public:
    Arena() = default;
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;

    /// A copy that lives as long as the arena.
    std::string_view keep(std::string_view text) {
        if (text.empty()) return {};
        if (text.size() > left_) grow(text.size());
        char* at = next_;
        std::memcpy(at, text.data(), text.size());
        next_ += text.size();
        left_ -= text.size();
        return {at, text.size()};
    }

private:
    void grow(size_t wanted) {
        const size_t size = wanted > chunk ? wanted : chunk;
        chunks_.push_back(std::make_unique_for_overwrite<char[]>(size));
        next_ = chunks_.back().get();
        left_ = size;
    }

    static constexpr size_t chunk = 1 << 16;
    std::vector<std::unique_ptr<char[]>> chunks_;
    char* next_ = nullptr;
    size_t left_ = 0;
};

}  // namespace nagaya::quadlet
