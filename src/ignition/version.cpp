#include "ignition/version.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "ignition/fields.hpp"

namespace nagaya::ignition {

namespace {

constexpr std::array<std::string_view, 8> texts = {"3.0.0", "3.1.0", "3.2.0", "3.3.0",
                                                   "3.4.0", "3.5.0", "3.6.0", "3.7.0-experimental"};

/// Looks for what came after `version`.
class Search {
public:
    Search(Version version, std::vector<TooNew>& found) : version_(version), found_(found) {}

    template <Described T>
    void look(const T& value, const Place& place) {
        if constexpr (std::is_same_v<T, Resource>) look_at_resource(value, place);
        if constexpr (std::is_same_v<T, File> || std::is_same_v<T, Directory>) look_at_mode(value.mode, place);
        if constexpr (std::is_same_v<T, Filesystem>)
            if (value.format == "none") add(place.in("format"), 3, "format `none`");
        for_each_field<T>([&](const auto& field) {
            const auto& member = value.*(field.member);
            if (!populated(member)) return;
            Place inner = place.in(field.json);
            if (field.since > version_.minor) {
                add(inner, field.since, concat("`", field.snake, "`"));
                return;
            }
            using Member = std::remove_cvref_t<decltype(member)>;
            if constexpr (Described<Member>) look(member, inner);
            if constexpr (is_list<Member>)
                if constexpr (Described<typename Member::value_type>)
                    for (size_t index = 0; index < member.size(); ++index) look(member[index], inner.in(index));
        });
    }

private:
    void add(const Place& place, int since, std::string what) {
        if (since > version_.minor)
            found_.push_back({.path = place.path(), .since = Version{since}, .what = std::move(what)});
    }

    void look_at_mode(const Number& mode, const Place& place) {
        if (mode && (*mode & 07000)) add(place.in("mode"), 6, "special mode bits");
    }

    void look_at_resource(const Resource& resource, const Place& place) {
        if (!resource.source) return;
        std::string_view source = *resource.source;
        if (source.starts_with("gs:")) add(place.in("source"), 2, "`gs:` sources");
        if (source.starts_with("arn:")) add(place.in("source"), 4, "`arn:` sources");
    }

    Version version_;
    std::vector<TooNew>& found_;
};

}  // namespace

std::string_view version_text(Version version) { return texts.at(static_cast<size_t>(version.minor)); }

std::optional<Version> parse_version(std::string_view text) {
    auto found = std::find(texts.begin(), texts.end(), text);
    if (found == texts.end()) return std::nullopt;
    return Version{static_cast<int>(found - texts.begin())};
}

std::vector<TooNew> not_in(const Config& config, Version version) {
    std::vector<TooNew> found;
    Search(version, found).look(config, Place());
    return found;
}

Version lowest_version(const Config& config) {
    for (int minor = 0; minor < experimental.minor; ++minor)
        if (not_in(config, Version{minor}).empty()) return Version{minor};
    return experimental;
}

}  // namespace nagaya::ignition
