#include "lint/bind_mounts.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace nagaya::lint {

namespace {

/// One value as written, and where: its parts have places of their own.
class Reader {
public:
    Reader(const Sources& sources, const Expansion& expansion, std::vector<BindMount>& mounts)
        : sources_(sources), expansion_(expansion), mounts_(mounts) {}

    /// "source:target:options"
    void volume(const Word& text, bool is_volume) {
        const size_t first = text.value.find(':');
        if (first == std::string_view::npos) return;
        BindMount mount{.source = {}, .at = text.at, .source_at = {}, .is_volume = is_volume};
        if (!put_source(mount, text, text.value.substr(0, first))) return;
        const size_t second = text.value.find(':', first + 1);
        if (second != std::string_view::npos)
            for (const std::string_view option : split(text.value.substr(second + 1), ',')) {
                if (option == "z" || option == "Z") put_label(mount, part_of(text, option), option == "Z");
                if (option == "U") put_owner(mount, part_of(text, option));
                mount.read_only = mount.read_only || option == "ro";
            }
        mounts_.push_back(std::move(mount));
    }

    /// "type=bind,source=source,target=target,options"
    void mount(const Word& text) {
        BindMount mount{.source = {}, .at = text.at, .source_at = {}};
        bool has_source = false;
        for (const std::string_view field : split(text.value, ',')) {
            const size_t equals = std::min(field.find('='), field.size());
            const std::string_view name = field.substr(0, equals);
            const std::string_view value = field.substr(std::min(equals + 1, field.size()));
            if (name == "type" && value != "bind" && value != "volume" && value != "glob") return;
            if (name == "source" || name == "src") has_source = put_source(mount, text, value);
            if (name == "relabel" || name == "z" || name == "Z")
                put_label(mount, part_of(text, field), name == "Z" || value == "private");
            if ((name == "U" || name == "chown") && value != "false") put_owner(mount, part_of(text, field));
            mount.read_only = mount.read_only || ((name == "ro" || name == "readonly") && value != "false");
        }
        if (has_source) mounts_.push_back(std::move(mount));
    }

    void arguments(const std::vector<Word>& words) {
        std::string_view option;
        for (Word word : words) {
            for (const std::string_view whole : {"--volume=", "--mount=", "-v="})
                if (word.value.starts_with(whole)) {
                    option = whole.substr(0, whole.size() - 1);
                    word.value.remove_prefix(whole.size());
                    word.at.begin += static_cast<uint32_t>(whole.size());
                    word = unquoted(word);
                }
            if (option == "--volume" || option == "-v") volume(word, false);
            if (option == "--mount") mount(word);
            option = word.value;
        }
    }

private:
    Span part_of(const Word& whole, std::string_view part) const {
        if (sources_.text(whole.at) != whole.value) return {};
        const uint32_t begin = whole.at.begin + static_cast<uint32_t>(part.data() - whole.value.data());
        return {.file = whole.at.file, .begin = begin, .end = begin + static_cast<uint32_t>(part.size())};
    }

    bool put_source(BindMount& mount, const Word& whole, std::string_view source) const {
        auto expanded = expansion_.expand(source);
        if (!expanded || expanded->empty()) return false;
        mount.source = *std::move(expanded);
        mount.source_at = part_of(whole, source);
        return true;
    }

    static void put_label(BindMount& mount, Span at, bool for_itself) {
        mount.relabelled = true;
        mount.for_itself = for_itself;
        mount.label_at = at;
    }

    static void put_owner(BindMount& mount, Span at) {
        mount.chowned = true;
        mount.owner_at = at;
    }

    const Sources& sources_;
    const Expansion& expansion_;
    std::vector<BindMount>& mounts_;
};

}  // namespace

std::vector<BindMount> bind_mounts(const Sources& sources, const Expansion& expansion, const Unit& unit) {
    std::vector<BindMount> mounts;
    if (!unit.quadlet()) return mounts;
    Reader reader(sources, expansion, mounts);
    for (const std::string_view key : {"Volume", "Mount", "PodmanArgs"})
        for (const auto* entry : all_values(unit, section_of(unit.kind), key)) {
            if (key == "Volume") reader.volume({.value = entry->value, .at = entry->value_at}, true);
            if (key == "Mount") reader.mount({.value = entry->value, .at = entry->value_at});
            if (key == "PodmanArgs" && entry->value.find_first_of("/.") != std::string::npos)
                reader.arguments(arguments_at(sources, entry->value_at));
        }
    return mounts;
}

std::vector<Fix> without(const Sources& sources, Span option) {
    if (option == Span{}) return {};
    const std::string_view text = sources.text(option.file);
    const char before = text[option.begin - 1];
    if (before != ',' && text.substr(option.end).starts_with(','))
        ++option.end;
    else if (before == ',' || before == ':')
        --option.begin;
    return {{.at = option, .replacement = "", .safe = true}};
}

bool lies_in(std::string_view path, std::string_view directory) {
    if (directory == "/") return path.starts_with('/');
    return path.starts_with(directory) && (path.size() == directory.size() || path[directory.size()] == '/');
}

const model::Mount* mount_of(const model::Host& host, std::string_view path) {
    const model::Mount* longest = nullptr;
    for (const model::Mount& mount : host.mounts) {
        if (!lies_in(path, mount.where.value)) continue;
        if (!longest || longest->where.value.size() < mount.where.value.size()) longest = &mount;
    }
    return longest;
}

bool keeps_no_labels(const model::Mount& mount) {
    return mount.kind.value == model::MountKind::nfs4 || mount.kind.value == model::MountKind::virtiofs ||
           mount.kind.value == model::MountKind::fuse;
}

}  // namespace nagaya::lint
