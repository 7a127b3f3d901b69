#include "expect.h"
#include <libxml/catalog.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <string.h>

static void ask(xmlDocPtr document) {
  xmlXPathContextPtr context = xmlXPathNewContext(document);
  xmlXPathObjectPtr found = xmlXPathEvalExpression((const xmlChar *)"sum(//price[@unit='EUR'])", context);
  EXPECT(found && found->type == XPATH_NUMBER && found->floatval == 42.0);
  xmlXPathFreeObject(found);
  xmlXPathFreeContext(context);
}

int main(void) {
  LIBXML_TEST_VERSION
  /* Latin-1 goes through iconv of libc. */
  static const char text[] = "<?xml version='1.0' encoding='ISO-8859-15'?><list><price unit='EUR'>40.5</price>"
                             "<price unit='USD'>9</price><price unit='EUR'>1.5</price><name>\xa4</name></list>";
  xmlDocPtr document = xmlReadMemory(text, sizeof text - 1, "list.xml", NULL, XML_PARSE_NONET);
  EXPECT(document);
  ask(document);
  xmlChar *name = xmlNodeGetContent(xmlGetLastChild(xmlDocGetRootElement(document)));
  EXPECT(strcmp((const char *)name, "\xe2\x82\xac") == 0);
  xmlFree(name);
  /* Written with zlib, and read again. */
  xmlSetDocCompressMode(document, 9);
  EXPECT(xmlSaveFile("list.xml.gz", document) > 0);
  xmlFreeDoc(document);
  unsigned char magic[2];
  FILE *file = fopen("list.xml.gz", "rb");
  EXPECT(file && fread(magic, 1, 2, file) == 2 && magic[0] == 0x1f && magic[1] == 0x8b);
  fclose(file);
  document = xmlReadFile("list.xml.gz", NULL, XML_PARSE_NONET);
  EXPECT(document);
  ask(document);
  xmlFreeDoc(document);
  EXPECT(xmlHasFeature(XML_WITH_LZMA) && xmlHasFeature(XML_WITH_THREAD) && xmlHasFeature(XML_WITH_CATALOG));
  xmlCleanupParser();
  printf("libxml2 %s: XPath, encodings, compressed documents\n", LIBXML_DOTTED_VERSION);
  return 0;
}
