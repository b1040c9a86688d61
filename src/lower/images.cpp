#include "lower/images.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "lower/lowering.hpp"
#include "lower/unit_name.hpp"
#include "lower/unit_values.hpp"

namespace nagaya::lower {

using state::Kind;
using state::ResourceId;

namespace {

constexpr std::string_view local = "localhost/";
constexpr size_t tag_length = 12;

class ImageLowerer {
public:
    explicit ImageLowerer(Lowering& lowering) : lowering_(lowering), site_(lowering.site) {}

    void lower() {
        for (const LoweredService& service : lowering_.services) {
            if (service.service->image) build(service, service.service->image->name);
            for (const LoweredUnit& unit : service.units) {
                for (const std::string& image : images_of(unit)) use(service, unit, image);
            }
        }
    }

private:
    /// The images the unit's text names: the last Image= of the Quadlet and its drop-ins.
    static std::vector<std::string> images_of(const LoweredUnit& unit) {
        const std::string_view section = quadlet_section(unit.source->name);
        if (section != "Container" && section != "Image") return {};
        std::string image = last_value(unit, section, "Image");
        if (image.empty()) return {};
        return {std::move(image)};
    }

    void use(const LoweredService& service, const LoweredUnit& unit, const std::string& written) {
        if (is_quadlet(written)) return;  // x.image, x.build: those units provide it
        const std::string name = site_image(site_, lowering_.images, written);
        ResourceId id{.kind = Kind::image, .scope = service.account(), .name = {}};
        if (!name.empty()) {
            id.name = build(service, name);
        } else if (is_pullable(written)) {
            id.name = written;
            pull(service, unit, id);
        } else {
            return;
        }
        lowering_.state.used_by[id].insert(unit.unit_id());
    }

    void pull(const LoweredService& service, const LoweredUnit& unit, const ResourceId& id) {
        if (lowering_.state.find(id)) return share(id, service.name());
        const syntax::UnitEntry* entry = syntax::find_last(unit.parsed, quadlet_section(unit.source->name), "Image");
        lowering_.state.put(
            id, {.service = service.name(),
                 .origin = entry ? entry->value_at : lowering_.place_of(unit.source->file, service.service->at),
                 .role = concat("image ", without_tag(id.name)),
                 .value = state::Image{.account = service.account(),
                                       .reference = id.name,
                                       .build_context = {},
                                       .also_tagged = {},
                                       .bases = {}}});
    }

    /// A name in a registry: with other transports and with specifiers there is nothing to pull beforehand.
    static bool is_pullable(std::string_view image) {
        if (image.starts_with(local) || image.contains('%') || image.contains("://")) return false;
        for (const std::string_view transport :
             {"dir:", "oci:", "oci-archive:", "docker-archive:", "containers-storage:"}) {
            if (image.starts_with(transport)) return false;
        }
        return true;
    }

    static std::string without_tag(std::string_view image) {
        const size_t digest = image.find('@');
        std::string_view name = image.substr(0, digest);
        const size_t colon = name.rfind(':');
        if (colon != std::string_view::npos && name.find('/', colon) == std::string_view::npos)
            name = name.substr(0, colon);
        return std::string(name);
    }

    /// An image that several services of an account want belongs to none of them.
    void share(const ResourceId& id, const std::string& service) {
        const state::Resource* known = lowering_.state.find(id);
        if (!known || known->service == service || known->service.empty()) return;
        state::Resource shared = *known;
        shared.service.clear();
        lowering_.state.put(id, std::move(shared));
    }

    /// The reference of the site's image `name`, which is from now on built for the service's account, after its bases.
    std::string build(const LoweredService& service, const std::string& name) {
        const model::ImageSource& source = *site_.find_image(name);
        const std::string reference = lowering_.images.reference(name);
        const ResourceId id{.kind = Kind::image, .scope = service.account(), .name = reference};
        if (!built_.insert(id).second) {
            share(id, service.name());
            return reference;
        }
        const bool own = service.service->image && service.service->image->name == name;
        const std::string owner = own ? service.name() : std::string();
        const std::string& root = site_.settings.install_root.value;
        state::Image image{.account = service.account(),
                           .reference = reference,
                           // Other accounts cannot look into a service's directory.
                           .build_context = own ? service.path + "/image" : concat(root, "/images/", name),
                           .also_tagged = {concat(local, name, ":latest")},
                           .bases = {}};
        for (const std::string& base : source.bases) {
            // A base the site does not have, and one that stands on this image, are a rule's findings.
            if (base != name && site_.find_image(base)) image.bases.push_back(build(service, base));
        }
        put_context(source, image.build_context, owner);
        lowering_.state.put(id, {.service = owner,
                                 .origin = source.containerfile == Span{} ? service.service->at : source.containerfile,
                                 .role = concat("image ", local, name),
                                 .value = std::move(image)});
        return reference;
    }

    void put_context(const model::ImageSource& source, const std::string& context, const std::string& owner) {
        if (!placed_.insert(context).second) return;
        for (const model::ConfigFile& file : source.files) {
            const std::string_view text =
                file.binary ? std::string_view(file.bytes) : lowering_.sources.text(file.file);
            const Span origin = lowering_.place_of(file.file, source.containerfile);
            const std::string path = concat(context, '/', file.path);
            lowering_.put_parents(site_.settings.install_root.value, path, owner, origin);
            lowering_.put_file(path, owner, concat("image/", file.path), origin,
                               {.owner = root_owner,
                                .mode = file.executable ? 0755U : 0644U,
                                .content = state::Content::of(std::string(text))});
        }
    }

    Lowering& lowering_;
    const model::Site& site_;
    std::set<ResourceId> built_;
    std::set<std::string> placed_;  // build contexts
};

}  // namespace

std::string ImageKeys::reference(std::string_view name) {
    return concat(local, name, ':', key(name).substr(0, tag_length));
}

const std::string& ImageKeys::key(std::string_view name) {
    // Noted before its bases are looked at, so that a circle of bases (a rule's finding) ends.
    const auto [found, is_new] = keys_.emplace(std::string(name), std::string(tag_length, '0'));
    if (!is_new) return found->second;
    const model::ImageSource* image = site_.find_image(name);
    if (!image) return found->second;
    std::map<std::string_view, const model::ConfigFile*> files;
    for (const model::ConfigFile& file : image->files) files.emplace(file.path, &file);
    DigestBuilder builder;
    for (const auto& [path, file] : files) {
        builder.add(path).add(file->executable ? "x" : "-");
        builder.add(file->binary ? std::string_view(file->bytes) : sources_.text(file->file));
    }
    for (const std::string& base : image->bases) {
        if (site_.find_image(base)) builder.add(base).add(key(base));
    }
    return found->second = builder.finish();
}

std::string site_image(const model::Site& site, ImageKeys& keys, std::string_view reference) {
    if (!reference.starts_with(local)) return {};
    const std::string_view rest = reference.substr(local.size());
    const std::string_view name = rest.substr(0, rest.find(':'));
    if (!site.find_image(name)) return {};
    const bool is_it = rest == name || rest == concat(name, ":latest") || reference == keys.reference(name);
    return is_it ? std::string(name) : std::string();
}

void lower_images(Lowering& lowering) { ImageLowerer(lowering).lower(); }

}  // namespace nagaya::lower
