#!/bin/bash
# Writes a CycloneDX 1.6 bill of materials of this image, from its contract alone:
#   write-sbom.sh CONTRACT OUTPUT
# Libraries are what ends in users' binaries; applications are the Debian packages of the image
# itself. Both are named by Debian's package URLs, source packages with arch=source, so that scanners
# match them with Debian's security tracker. No date and no serial number: the same image has the
# same document.
set -euo pipefail

jq -S '
  def debian($name; $version; $arch): "pkg:deb/debian/\($name | @uri)@\($version | @uri)?arch=\($arch)";
  . as $contract
  | {
      bomFormat: "CycloneDX",
      specVersion: "1.6",
      version: 1,
      metadata: {
        component: {
          type: "container", "bom-ref": "image", name: .recipe.name, version: .recipe.version,
          description: "Builds static \(.triple) programs from Rust, C and C++"
        }
      },
      components: (
        [.components[] | {
          type: "library",
          "bom-ref": "component/\(.name)@\(.version)",
          name, version,
          scope: "required",
          licenses: [{expression: .license}],
          purl: (if .source.package == "statix" then "pkg:generic/\(.name | @uri)@\(.version | @uri)"
            elif any(.source.files[]; .name | endswith(".crate")) then "pkg:cargo/\(.source.package | @uri)@\(.source.version | @uri)"
            else debian(.source.package; .source.version; "source") end),
          externalReferences: [.source.files[] | {type: "source-distribution", url: .name, hashes: [{alg: "SHA-256", content: .sha256}]}],
          properties: ([{name: "statix:in-binaries", value: "true"}]
            + [.name as $name | $contract.libraries[] | select(.component == $name) | {name: "statix:archive", value: .archive}])
        }
        + (if .patches == [] then {} else
            {pedigree: {patches: [.patches[] | {type: "unofficial", diff: {url: (if startswith("libraries/") then . else "debian/patches/\(.)" end)}}]}} end)]
        + [.packages[] | {
          type: "application",
          "bom-ref": "package/\(.name)",
          name, version,
          scope: "excluded",
          purl: debian(.name; .version; "amd64"),
          properties: [{name: "statix:in-binaries", value: "false"}]
        }]
      ),
      dependencies: [{ref: "image", dependsOn: ([.components[] | "component/\(.name)@\(.version)"] + [.packages[] | "package/\(.name)"])}]
    }
  # Empty lists say nothing.
  | .components |= map(if .externalReferences == [] then del(.externalReferences) else . end)
' "$1" >"$2"
