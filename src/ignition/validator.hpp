// The walk of validate.cpp: one `check` for each structure that has something to check.
#pragma once

#include <string>
#include <string_view>

#include "ignition/clean_path.hpp"
#include "ignition/fields.hpp"
#include "ignition/validate.hpp"

namespace nagaya::ignition {

class Validator {
public:
    Validator(Version version, Findings& findings) : version_(version), findings_(findings) {}

    /// Checks `value`, then what is in it.
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
    void check(const Config& config, const Place& place);
    void check(const ConfigReferences& references, const Place& place);
    void check(const Proxy& proxy, const Place& place);
    void check(const Tls& tls, const Place& place);
    void check(const Storage& storage, const Place& place);
    void check(const Systemd& systemd, const Place& place);
    void check(const File& file, const Place& place);
    void check(const Directory& directory, const Place& place);
    void check(const Link& link, const Place& place);
    void check(const Owner& owner, const Place& place);
    void check(const Resource& resource, const Place& place);
    void check(const HttpHeader& header, const Place& place);
    void check(const Verification& verification, const Place& place);
    void check(const Disk& disk, const Place& place);
    void check(const Partition& partition, const Place& place);
    void check(const Raid& raid, const Place& place);
    void check(const Filesystem& filesystem, const Place& place);
    void check(const Luks& luks, const Place& place);
    void check(const ClevisCustom& custom, const Place& place);
    void check(const Tang& tang, const Place& place);
    void check(const Unit& unit, const Place& place);
    void check(const Dropin& dropin, const Place& place);

    void error(const Place& place, std::string_view message);
    void warning(const Place& place, std::string_view message);
    void check_path(std::string_view path, const Place& place);
    void check_mode(const Number& mode, const Place& place);
    void check_proxy(const Text& proxy, const Place& place, bool plain_is_fine);
    void check_required_source(const Resource& resource, const Place& place);
    void check_links(const Storage& storage, const Place& place);
    void check_overwritten_disks(const Storage& storage, const Place& place);
    void check_partitions(const Disk& disk, const Place& place);
    bool is(int minor) const { return version_.minor >= minor; }

    Version version_;
    Findings& findings_;
};

inline bool given(const Text& text) { return text && !text->empty(); }

}  // namespace nagaya::ignition
