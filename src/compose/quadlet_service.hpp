// One container of a Compose service as a .container file.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "compose/quadlet.hpp"
#include "compose/quadlet_text.hpp"

namespace nagaya::compose {

/// What the services of a project know of each other.
struct Stack {
    const Project& project;
    const QuadletOptions& options;
    Report& report;
    Quadlets& made;
    std::set<std::string_view> awaited_healthy{};   ///< services that others start after, once they are healthy
    std::set<std::string_view> awaited_finished{};  ///< services that others start after, once they ended well
    std::map<std::string, std::string_view, std::less<>>
        builders{};                                 ///< the service that builds an image, by its full name
    std::set<std::string_view> built_for_others{};  ///< services whose image others use
    std::map<std::string_view, std::unordered_map<std::string_view, const Value*>> index{};  // by kind and name
    std::set<std::string, std::less<>> placed{};  ///< paths of made.data and made.files that are there already
    bool alone = false;                           ///< one service on the default network: it needs none

    const Value* resource(std::string_view kind, std::string_view name) const;
    const Value* service(std::string_view name) const;
    /// The other service that builds the image which this one only names; "" when none does.
    std::string_view builder_of(const Value& service) const;
    /// How many containers the service has; at most so many. None of one that a program of Compose's provides.
    int64_t scale(std::string_view name) const;
    static constexpr int64_t most_containers = 100;
    /// Where that is written; null when it is not.
    const Value* written_scale(std::string_view name) const;
    /// "shop-db", or "shop-db-2" of several.
    std::string unit_name(std::string_view service, int64_t number) const;
    /// The project's prefix of networks and volumes: "shop-data".
    std::string resource_name(std::string_view name) const { return project.name + "-" + std::string(name); }
    /// Where the files of the service stand that come with it.
    std::string files_path(std::string_view path) const;

    void lose(Span at, std::string message, std::string help = "") const;
    void advise(Span at, std::string message, std::string help = "") const;
};

/// Fills one .container, part by part.
class ContainerWriter {
public:
    ContainerWriter(Stack& stack, std::string_view name, const Value& service, Span at, int64_t number)
        : stack_(stack), name_(name), service_(service), at_(at), number_(number) {}

    QuadletFile write();

private:
    using Section = UnitText::Section;
    enum class Bound { written, read, config };  ///< may be written, only read, or is a file of `configs`

    const Value* find(std::string_view key) const { return service_.find(key); }
    std::string_view text_of(std::string_view key) const { return service_.text_of(key); }
    void image();
    void names();
    void commands();
    void environment();
    void health();
    void dependencies();
    void restart();
    void install();
    void simple();
    void lists();
    void security(const Value& options);
    void limits();
    void resources(const Value& resources);
    void devices();
    void gpu(const Value& request);
    void logging();
    void networks();
    void network(std::string_view name, const Value& options, bool first);
    void network_mode(const Value& mode);
    void ports();
    void namespaces();
    void mounts();
    void mount(const Value& mount);
    /// What to write for a path that is mounted; nothing when it can be on no host, which was told.
    std::optional<std::string> bind_source(std::string_view source, Span at, Bound bound);
    std::string data_path(std::string_view below, Span at, Bound bound);
    void secrets();
    void secret(const Value& item, const Value& known);
    void configs();
    void labels();
    void hooks();
    void ignored();
    /// --name=value for Podman itself.
    void podman(std::string_view argument, std::string_view value, Span at);
    void flag(std::string_view key, std::string_view unit_key);
    std::string image_name(std::string_view image) const;

    Stack& stack_;
    std::string_view name_;
    const Value& service_;
    Span at_;
    int64_t number_;
    UnitText text_{"Container"};
    bool has_gpu_ = false;  // asked for by something else than the runtime
    bool joined_ = false;   // runs in another container's network namespace
    bool oneshot_ = false;  // others wait until it has ended
};

/// docker.io/library/x for x; names with a registry stay.
std::string full_image_name(std::string_view image);
/// The same with `:latest`, when there is neither a tag nor a digest: equal for names of one image.
std::string tagged_image_name(std::string_view image);
/// Made by somebody else?
bool is_external(const Value& resource);

/// The other files of a stack.
QuadletFile write_network(const Stack& stack, const Entry& network);
QuadletFile write_volume(const Stack& stack, const Entry& volume);
QuadletFile write_build(Stack& stack, std::string_view service, const Value& options, const Value& build);
/// Of a build that the site does: what it says and nobody listens to.
void tell_ways_of_building(const Stack& stack, const Value& build);

}  // namespace nagaya::compose
