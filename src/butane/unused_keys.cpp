#include "base/text.hpp"
#include "butane/check_source.hpp"
#include "butane/known_field.hpp"

namespace nagaya::butane {

namespace {

using ignition::Described;
using ignition::Path;
using ignition::Place;
using syntax::YamlNode;

const YamlNode* member(const YamlNode& node, std::string_view name) {
    return node.is_mapping() ? syntax::find(node, name) : nullptr;
}

class UnusedKeys {
public:
    UnusedKeys(const Dialect& dialect, Entries& entries) : dialect_(dialect), entries_(entries) {}

    template <Described T>
    void walk(const T& value, const YamlNode& node, const Place& place, bool in_reference) {
        if (!node.is_mapping()) {
            Path path = place.path();
            std::string message =
                concat("context tree does not match content tree at ", ignition::print_path(path),
                       ". Line and column reporting may be inconsistent. Unused keys may not be reported");
            entries_.push_back({.severity = Severity::warning, .path = std::move(path), .message = std::move(message)});
            return;
        }
        report_unknown<T>(node, place, in_reference);
        ignition::for_each_field<T>([&](const auto& field) {
            using Member = std::remove_cvref_t<decltype(value.*(field.member))>;
            constexpr bool inside = holds_references<T>;
            if constexpr (Described<Member>) {
                if (!is_known(field, dialect_, in_reference)) return;
                const YamlNode* below = member(node, field.snake);
                if (below) walk(value.*(field.member), *below, place.in(field.snake), inside);
            } else if constexpr (ignition::is_list<Member>) {
                if constexpr (Described<typename Member::value_type>) {
                    if (!is_known(field, dialect_, in_reference)) return;
                    const YamlNode* below = member(node, field.snake);
                    if (!below || !below->is_sequence()) return;
                    const auto& list = value.*(field.member);
                    Place at = place.in(field.snake);
                    for (size_t index = 0; index < list.size() && index < below->items.size(); ++index)
                        walk(list[index], *below->items[index], at.in(index), inside);
                }
            }
        });
    }

private:
    template <Described T>
    void report_unknown(const YamlNode& node, const Place& place, bool in_reference) {
        for (const auto& pair : node.pairs) {
            std::string_view key = pair.key->text;
            bool known = false;
            ignition::for_each_field<T>([&](const auto& field) {
                known = known || (field.snake == key && is_known(field, dialect_, in_reference));
            });
            if (known) continue;
            entries_.push_back({.severity = Severity::warning,
                                .path = place.in(key).path(),
                                .message = concat("unused key ", key),
                                .at_key = true});
        }
    }

    const Dialect& dialect_;
    Entries& entries_;
};

}  // namespace

void find_unused_keys(const Config& file, const Dialect& dialect, const YamlNode& root, Entries& entries) {
    UnusedKeys(dialect, entries).walk(file, root, Place(), false);
}

}  // namespace nagaya::butane
