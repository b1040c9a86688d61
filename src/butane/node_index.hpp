// The paths that a config makes something of, so that sugar adds nothing twice.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "ignition/config.hpp"

namespace nagaya::butane {

class NodeIndex {
public:
    explicit NodeIndex(ignition::Storage& storage) : storage_(storage) {
        for (size_t at = 0; at < storage.files.size(); ++at) files_[storage.files[at].path] = at;
        for (size_t at = 0; at < storage.directories.size(); ++at) directories_[storage.directories[at].path] = at;
        for (size_t at = 0; at < storage.links.size(); ++at) links_[storage.links[at].path] = at;
    }

    static constexpr size_t nowhere = static_cast<size_t>(-1);
    size_t file(const std::string& path) const { return find(files_, path); }
    size_t link(const std::string& path) const { return find(links_, path); }
    bool has(const std::string& path) const {
        return files_.contains(path) || directories_.contains(path) || links_.contains(path);
    }

    size_t add(ignition::File file) { return add(storage_.files, files_, std::move(file)); }
    size_t add(ignition::Directory directory) { return add(storage_.directories, directories_, std::move(directory)); }
    size_t add(ignition::Link link) { return add(storage_.links, links_, std::move(link)); }

private:
    using Index = std::unordered_map<std::string, size_t>;
    static size_t find(const Index& index, const std::string& path) {
        auto found = index.find(path);
        return found == index.end() ? nowhere : found->second;
    }
    template <class Node>
    static size_t add(std::vector<Node>& list, Index& index, Node node) {
        index[node.path] = list.size();
        list.push_back(std::move(node));
        return list.size() - 1;
    }

    ignition::Storage& storage_;
    Index files_;
    Index directories_;
    Index links_;
};

}  // namespace nagaya::butane
