#include "lint/container.hpp"

#include <algorithm>
#include <array>

#include "base/letters.hpp"
#include "base/text.hpp"

namespace nagaya::lint {
namespace {

constexpr auto images = std::to_array<KnownImage>({
    {"postgres", 999, "/var/lib/postgresql/data", true},
    {"postgis/postgis", 999, "/var/lib/postgresql/data", true},
    {"pgvector/pgvector", 999, "/var/lib/postgresql/data", true},
    {"mariadb", 999, "/var/lib/mysql", true},
    {"mysql", 999, "/var/lib/mysql", true},
    {"percona", 1001, "/var/lib/mysql", true},
    {"mongo", 999, "/data/db", true},
    {"redis", 999, "/data", true},
    {"valkey/valkey", 999, "/data", true},
    {"rabbitmq", 999, "/var/lib/rabbitmq", true},
    {"couchdb", 5984, "/opt/couchdb/data", true},
    {"influxdb", 1000, "/var/lib/influxdb2", true},
    {"clickhouse/clickhouse-server", 101, "/var/lib/clickhouse", true},
    {"neo4j", 7474, "/data", true},
    {"solr", 8983, "/var/solr", true},
    {"elasticsearch", 1000, "/usr/share/elasticsearch/data", true},
    {"elasticsearch/elasticsearch", 1000, "/usr/share/elasticsearch/data", true},
    {"opensearchproject/opensearch", 1000, "/usr/share/opensearch/data", true},
    {"grafana/grafana", 472, "/var/lib/grafana", true},
    {"prom/prometheus", 65534, "/prometheus", true},
    {"prometheus/prometheus", 65534, "/prometheus", true},
    {"caddy", 0, "/data", false},
    {"nextcloud", 33, "/var/www/html", false},
    {"vaultwarden/server", 0, "/data", false},
    {"gitea/gitea", 1000, "/data", false},
    {"minio/minio", 0, "/data", false, true},
    {"rustfs/rustfs", 10001, "/data", false},
    {"deluan/navidrome", 0, "/data", false},
    {"syncthing/syncthing", 1000, "/var/syncthing", false},
    {"tailscale/tailscale", 0, "/var/lib/tailscale", false},
});

constexpr std::array<std::string_view, 10> telling = {"PASSWORD", "PASSWD",  "PASSPHRASE", "SECRET",      "SECRET_KEY",
                                                      "TOKEN",    "API_KEY", "APIKEY",     "PRIVATE_KEY", "ACCESS_KEY"};

/// Bits for each character, by how often each one comes (Shannon).
double entropy(std::string_view text) {
    std::array<size_t, 256> counts{};
    for (const char c : text) ++counts[static_cast<unsigned char>(c)];
    double bits = 0;
    for (const size_t count : counts) {
        if (count == 0) continue;
        const double share = static_cast<double>(count) / static_cast<double>(text.size());
        bits -= share * __builtin_log2(share);
    }
    return bits;
}

std::vector<VolumeLine> volumes_of(const Sources& sources, const Expansion& expansion, const Unit& unit) {
    std::vector<VolumeLine> volumes;
    if (!unit.quadlet()) return volumes;
    for (const syntax::UnitEntry* entry : all_values(unit, section_of(unit.kind), "Volume")) {
        VolumeLine volume{.entry = entry};
        std::string_view text = entry->value;
        if (text.contains("@@")) {
            if (auto whole = expansion.expand(text))
                text = *(volume.expanded = std::make_unique<const std::string>(*std::move(whole)));
            else
                volume.complete = false;
        }
        const size_t first = text.find(':');
        const size_t second = first == std::string_view::npos ? first : text.find(':', first + 1);
        volume.source = first == std::string_view::npos ? std::string_view() : text.substr(0, first);
        volume.target = first == std::string_view::npos ? text : text.substr(first + 1, second - first - 1);
        const std::string_view written = sources.text(entry->value_at);
        const size_t colon = written.rfind(':');
        if (second != std::string_view::npos && !text.substr(second + 1).contains(':') &&
            colon != std::string_view::npos && !written.contains('\n')) {
            const auto begin = entry->value_at.begin + static_cast<uint32_t>(colon) + 1;
            volume.options =
                words_at(sources, {.file = entry->value_at.file, .begin = begin, .end = entry->value_at.end}, ",");
        }
        volumes.push_back(std::move(volume));
    }
    return volumes;
}

std::optional<ImageName> image_of(const Context& context, const Unit& unit) {
    const syntax::UnitEntry* entry = last_value(unit, "Container", "Image");
    if (entry == nullptr || entry->value.empty()) return std::nullopt;
    const auto named = [](std::string_view image) {
        const bool unknown = image.contains('%') || kind_of(image) != UnitKind::plain;
        return unknown ? std::nullopt : std::optional(parse_image(image));
    };
    if (!entry->value.contains("@@")) return named(entry->value);
    const auto image = Expansion(context.site(), nullptr, *unit.service).expand(entry->value);
    return image ? named(*image) : std::nullopt;
}

}  // namespace

bool VolumeLine::has(std::string_view option) const {
    return std::ranges::any_of(options, [&](const Word& word) { return word.value == option; });
}

Fix with_option(const Sources& sources, const VolumeLine& volume, std::string_view option, bool safe) {
    const Span at = volume.entry->value_at;
    const bool first = volume.options.empty() && !sources.text(at).ends_with(':');
    return {.at = {.file = at.file, .begin = at.end, .end = at.end},
            .replacement = concat(first ? ":" : ",", option),
            .safe = safe};
}

Fix without_option(const Sources& sources, const VolumeLine& volume, std::string_view option, bool safe) {
    const auto found = std::ranges::find(volume.options, option, &Word::value);
    if (found == volume.options.end())
        return {.at = volume.entry->value_at, .replacement = std::string(volume.entry->value)};
    Span at = found->at;
    const bool alone = volume.options.size() == 1;
    // Takes the comma (or the last colon) in front along, or the comma behind.
    if (alone || found != volume.options.begin()) {
        --at.begin;
    } else if (sources.text({.file = at.file, .begin = at.end, .end = at.end + 1}) == ",") {
        ++at.end;
    }
    return {.at = at, .replacement = "", .safe = safe};
}

std::vector<Word> podman_arguments(const Context& context, const Unit& unit) {
    std::vector<Word> words;
    for (const syntax::UnitEntry* entry : all_values(unit, section_of(unit.kind), "PodmanArgs"))
        for (const Word& word : arguments_at(context.sources(), entry->value_at)) words.push_back(word);
    return words;
}

std::optional<Word> podman_option(const std::vector<Word>& arguments, std::string_view name) {
    const auto values = option_values(arguments, {name});
    return values.empty() ? std::nullopt : std::optional(values.back());
}

std::string network_name(const Context& context, const Unit& network) {
    const auto* entry = last_value(network, "Network", "NetworkName");
    if (entry == nullptr || entry->value.empty()) return concat("systemd-", stem_of(network.installed));
    return Expansion(context.site(), nullptr, *network.service)
        .expand(entry->value)
        .value_or(std::string(entry->value));
}

ImageName parse_image(std::string_view image) {
    ImageName name;
    const size_t at = image.find('@');
    name.pinned = at != std::string_view::npos;
    image = image.substr(0, at);
    const size_t slash = image.rfind('/');
    const size_t colon = image.rfind(':');
    const bool tagged = colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash);
    name.repository = tagged ? image.substr(0, colon) : image;
    if (tagged) name.tag = image.substr(colon + 1);
    return name;
}

std::span<const KnownImage> known_images() { return images; }

const KnownImage* find_known_image(std::string_view repository) {
    for (const KnownImage& image : images) {
        if (repository.empty() || repository.back() != image.name.back()) continue;  // most are told by that
        if (!repository.ends_with(image.name)) continue;
        std::string_view before = repository.substr(0, repository.size() - image.name.size());
        if (before.empty() || before.ends_with("/library/")) return &image;
        if (image.name.contains('/') && before.ends_with('/')) return &image;
    }
    return nullptr;
}

UnitParts make_parts(const Context& context, const model::Host* host, const Unit& unit) {
    const Expansion expansion(context.site(), host, *unit.service);
    UnitParts parts{.volumes = volumes_of(context.sources(), expansion, unit),
                    .mounts = bind_mounts(context.sources(), expansion, unit),
                    .published = published_by(context.sources(), expansion, unit),
                    .image = image_of(context, unit),
                    .known_image = nullptr,
                    .varies = false};
    if (parts.image) parts.known_image = find_known_image(parts.image->repository);
    const auto has_placeholder = [](const syntax::UnitEntry* entry) { return entry->value.contains("@@"); };
    for (const std::string_view key : {"Volume", "Mount", "PodmanArgs", "PublishPort"})
        parts.varies =
            parts.varies || std::ranges::any_of(all_values(unit, section_of(unit.kind), key), has_placeholder);
    return parts;
}

const model::ImageSource* built_image(const model::Site& site, const ImageName& image) {
    constexpr std::string_view local = "localhost/";
    if (!image.repository.starts_with(local)) return nullptr;
    return site.find_image(std::string_view(image.repository).substr(local.size()));
}

bool names_secret(std::string_view variable) {
    const auto ends_with = [&](std::string_view word) {
        return variable.size() >= word.size() && to_upper(variable.back()) == word.back() &&
               std::ranges::equal(variable.substr(variable.size() - word.size()), word, [](char c, char upper) {
                   return to_upper(c) == upper || (c == '-' && upper == '_');
               });
    };
    return std::ranges::any_of(telling, [&](std::string_view word) {
        if (!ends_with(word)) return false;
        if (variable.size() == word.size() || word.size() > 5) return true;
        const char before = variable[variable.size() - word.size() - 1];
        return before == '_' || before == '-';
    });
}

bool is_switch(std::string_view value) {
    constexpr auto words = std::to_array<std::string_view>({"YES", "NO", "TRUE", "FALSE", "ON", "OFF", "0", "1"});
    return std::ranges::find(words, upper_case(value)) != words.end();
}

bool looks_random(std::string_view text) {
    if (text.size() < 20 || text.size() > 512) return false;
    bool digit = false;
    bool letter = false;
    for (const char c : text) {
        digit |= is_digit(c);
        letter |= is_letter(c);
        if (!is_letter_or_digit(c) && !std::string_view("+/=_-").contains(c)) return false;
    }
    if (!digit || !letter || text.starts_with('/')) return false;
    // Digests in hexadecimal have at most 4 bits a character; UUIDs name things and open none.
    const bool hex =
        std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-'; });
    if (hex) return text.size() >= 32 && !text.contains('-') && entropy(text) > 3.0;
    return entropy(text) > 3.8;
}

}  // namespace nagaya::lint
