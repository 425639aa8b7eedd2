"""The document's metadata: PDF/UA-1 beside PDF/A-3a in one file."""

from __future__ import annotations

from weasyprint.pdf.metadata import DocumentMetadata

_END = b"</rdf:RDF>"

# PDF/A allows properties out of its own list only if a schema describes them (ISO 19005-3, 6.6.2.3), under exactly
# these prefixes: hence text, which no XML library renames.
_UA_1 = b"""
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
    xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
    xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
  <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
      <pdfaProperty:name>part</pdfaProperty:name>
      <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
      <pdfaProperty:category>internal</pdfaProperty:category>
      <pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
  </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


class AccessibleMetadata(DocumentMetadata):  # type: ignore[misc]
    """WeasyPrint writes one conformance a file; this adds PDF/UA-1's to the one it was asked for."""

    def generate_rdf_metadata(self, variant: str, version: int, conformance: str | None) -> bytes:
        rdf: bytes = super().generate_rdf_metadata(variant, version, conformance)
        return rdf.removesuffix(_END) + _UA_1 + _END
