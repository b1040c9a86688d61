#include "ignition/deployable.hpp"

#include <algorithm>
#include <unordered_set>

#include "base/text.hpp"
#include "ignition/clean_path.hpp"
#include "ignition/data_url.hpp"
#include "ignition/fields.hpp"
#include "ignition/json_scan.hpp"
#include "ignition/read.hpp"

namespace nagaya::ignition {

namespace {

bool is_hex(std::string_view text) {
    return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool is_account_name(std::string_view name) {
    return !name.empty() && name.find_first_not_of("0123456789") != std::string_view::npos && !name.starts_with('-');
}

class Search {
public:
    explicit Search(Findings& findings) : findings_(findings) {}

    template <Described T>
    void walk(const T& value, const Place& place) {
        if constexpr (requires { check(value, place); }) check(value, place);
        for_each_field<T>([&](const auto& field) {
            const auto& member = value.*(field.member);
            using Member = std::remove_cvref_t<decltype(member)>;
            if constexpr (Described<Member>) walk(member, place.in(field.json));
            if constexpr (is_list<Member>) {
                if constexpr (Described<typename Member::value_type>) {
                    Place list = place.in(field.json);
                    for (size_t index = 0; index < member.size(); ++index) walk(member[index], list.in(index));
                }
            }
        });
    }

private:
    void error(const Place& place, std::string message) {
        Finding found;
        found.path = place.path();
        found.message = std::move(message);
        findings_.push_back(std::move(found));
    }

    void check(const Verification& verification, const Place& place) {
        if (!verification.hash) return;
        std::string_view sum = *verification.hash;
        sum.remove_prefix(std::min(sum.find('-') + 1, sum.size()));
        if (!is_hex(sum)) error(place.in("hash"), "the hash is no hexadecimal number");
    }

    void check(const Resource& resource, const Place& place) {
        if (!resource.source || !resource.source->starts_with("data:") || resource.compression != "gzip") return;
        auto bytes = decode_data_url(*resource.source);
        if (bytes && !bytes->starts_with("\x1f\x8b"))
            error(place.in("source"), "the content is not compressed with gzip");
    }

    void check(const File& file, const Place& place) {
        Place append = place.in("append");
        for (size_t index = 0; index < file.append.size(); ++index)
            if (!file.append[index].source) error(append.in(index), "there is nothing to append: a source is missing");
    }

    void check(const ConfigReferences& references, const Place& place) {
        Place merge = place.in("merge");
        for (size_t index = 0; index < references.merge.size(); ++index)
            check_config(references.merge[index], merge.in(index));
        check_config(references.replace, place.in("replace"));
    }

    void check_config(const Resource& resource, const Place& place) {
        if (!resource.source || !resource.source->starts_with("data:") || resource.compression == "gzip") return;
        auto bytes = decode_data_url(*resource.source);
        if (!bytes) return;
        ConfigRead read = read_config(*bytes, experimental);
        if (!read.error.empty())
            error(place.in("source"), concat("it is no Ignition config: ", read.error));
        else if (!parse_version(read.config.ignition.version))
            error(place.in("source"),
                  concat("it is an Ignition config of the unknown version `", read.config.ignition.version, "`"));
    }

    void check(const Storage& storage, const Place& place) {
        std::unordered_set<std::string_view> made;
        for (const File& file : storage.files) made.insert(file.path);
        for (const Link& link : storage.links) made.insert(link.path);
        Place links = place.in("links");
        for (size_t index = 0; index < storage.links.size(); ++index) {
            const Link& link = storage.links[index];
            if (link.hard != true || !link.target || link.target->starts_with("/usr/")) continue;
            std::string target = clean_path(*link.target);
            Place at = links.in(index);
            if (target.starts_with('/') && !made.contains(target))
                error(at.in("target"), concat("hard link to `", target, "`, which the config does not make"));
        }
    }

    void check(const Owner& owner, const Place& place) {
        if (owner.name && !is_account_name(*owner.name))
            error(place.in("name"), concat("`", *owner.name, "` is no name of an account"));
    }
    void check(const User& user, const Place& place) {
        if (!is_account_name(user.name)) error(place.in("name"), concat("`", user.name, "` is no name of a user"));
    }
    void check(const Group& group, const Place& place) {
        if (!is_account_name(group.name)) error(place.in("name"), concat("`", group.name, "` is no name of a group"));
    }

    Findings& findings_;
};

}  // namespace

void find_undeployable(const Config& config, Findings& findings) { Search(findings).walk(config, Place()); }

}  // namespace nagaya::ignition
