// Members of untrusted JSON objects, read with a type and a limit each. An absent member is empty, false or 0.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"

namespace nagaya::state {

/// Of names, paths and labels, in bytes.
constexpr size_t longest_text = 16'384;
/// Of words of a command and of an environment: more than execve(2) takes.
constexpr size_t longest_word = 1 << 20;
/// Far above any real host (10,000 services have some 200,000 resources), far below what would hurt.
constexpr size_t most_elements = 1'000'000;

Result<std::string> read_text(const Json& object, std::string_view key, size_t longest = longest_text);
Result<bool> read_flag(const Json& object, std::string_view key);
/// A number from 0 to `most`; `otherwise` when it is absent.
Result<uint64_t> read_number(const Json& object, std::string_view key, uint64_t most, uint64_t otherwise = 0);
/// The same with 32 bits.
Result<uint32_t> read_small(const Json& object, std::string_view key, uint32_t otherwise = 0);
/// Permission bits as octal text, "0750"; they must be there.
Result<uint32_t> read_mode(const Json& object, std::string_view key);
/// "" or 64 lower-case hex digits: safe as a file name.
Result<std::string> read_digest(const Json& object, std::string_view key);
/// An array of texts.
Result<std::vector<std::string>> read_texts(const Json& object, std::string_view key, size_t longest = longest_text);
/// An object whose members are texts.
Result<std::map<std::string, std::string>> read_text_map(const Json& object, std::string_view key);
/// The elements of an array, which lives as long as `object`.
Result<const JsonArray*> read_array(const Json& object, std::string_view key, size_t most = most_elements);
/// Fails unless it is an object with a `version` from 1 to `newest`.
Result<void> check_version(const Json& json, int64_t newest);

/// An array of texts, to write.
Json texts_to_json(const auto& texts) {
    JsonArray array;
    for (const std::string& text : texts) array.emplace_back(text);
    return array;
}
/// An object of texts, to write.
Json text_map_to_json(const std::map<std::string, std::string>& map);

}  // namespace nagaya::state
