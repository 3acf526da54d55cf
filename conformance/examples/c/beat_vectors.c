/* Tries a decoder of BEAT on its vectors. Needs cJSON (Debian: libcjson-dev).
   cc -o beat_vectors beat_vectors.c -lcjson && ./beat_vectors ../../vectors/beat.json */
#include <cjson/cJSON.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum verdict { VALID, INVALID, INCOMPLETE };
static const char *const VERDICTS[] = {"valid", "invalid", "incomplete"};

/* UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. */
static int is_utf8(const unsigned char *s, size_t n) {
  for (size_t i = 0; i < n;) {
    unsigned char c = s[i++];
    int more = c < 0x80 ? 0 : c >= 0xc2 && c <= 0xdf ? 1 : (c & 0xf0) == 0xe0 ? 2 : c >= 0xf0 && c <= 0xf4 ? 3 : -1;
    if (more < 0 || i + more > n) return 0;
    if (more && ((c == 0xe0 && s[i] < 0xa0) || (c == 0xed && s[i] > 0x9f) || (c == 0xf0 && s[i] < 0x90) ||
                 (c == 0xf4 && s[i] > 0x8f)))
      return 0;
    for (; more > 0; more--)
      if ((s[i++] & 0xc0) != 0x80) return 0;
  }
  return 1;
}

/* A text field; NULL when it is malformed. */
static const char *text(const unsigned char *field, size_t width) {
  const unsigned char *end = memchr(field, 0, width);
  return end != NULL && is_utf8(field, end - field) ? (const char *)field : NULL;
}

static enum verdict read_beat(const unsigned char *packet, size_t size, const char **group, const char **hostname) {
  uint64_t body_length = 0;
  if (size < 10) return INCOMPLETE;
  for (int i = 0; i < 8; i++) body_length = body_length << 8 | packet[i];
  if (packet[8] != 11 || body_length != 146) return INVALID;
  if (size < 10 + 146) return INCOMPLETE;
  *group = text(packet + 10, 17);
  *hostname = text(packet + 27, 129);
  return *group != NULL && *hostname != NULL ? VALID : INVALID;
}

static char *contents(const char *path) {
  FILE *file = fopen(path, "rb");
  char *all = NULL;
  size_t size = 0, got;
  if (file == NULL) return NULL;
  do {
    all = realloc(all, size + 65537);
    got = fread(all + size, 1, 65536, file);
    size += got;
  } while (got > 0);
  all[size] = 0;
  fclose(file);
  return all;
}

static const char *member(const cJSON *object, const char *name) {
  const char *value = cJSON_GetStringValue(cJSON_GetObjectItem(object, name));
  return value == NULL ? "" : value;
}

int main(int argc, char **argv) {
  char *json = argc > 1 ? contents(argv[1]) : NULL;
  cJSON *file = json == NULL ? NULL : cJSON_Parse(json);
  const cJSON *vector;
  int tried = 0, wrong = 0;
  if (file == NULL) {
    fprintf(stderr, "usage: beat_vectors FILE\n");
    return 2;
  }
  cJSON_ArrayForEach(vector, cJSON_GetObjectItem(file, "vectors")) {
    const char *hex = member(vector, "hex"), *group = "", *hostname = "";
    size_t size = strlen(hex) / 2;
    unsigned char *packet = malloc(size + 1);
    if (strcmp(member(vector, "kind"), "request") == 0 && cJSON_HasObjectItem(vector, "hex")) {
      for (size_t i = 0; i < size; i++) sscanf(hex + 2 * i, "%2hhx", &packet[i]);
      enum verdict got = read_beat(packet, size, &group, &hostname);
      const cJSON *fields = cJSON_GetObjectItem(vector, "fields");
      int right = strcmp(VERDICTS[got], member(vector, "verdict")) == 0;
      if (right && got == VALID)
        right = strcmp(group, member(fields, "group")) == 0 && strcmp(hostname, member(fields, "hostname")) == 0;
      tried++;
      if (!right) {
        wrong++;
        printf("%s: %s: got %s\n", member(vector, "id"), member(vector, "about"), VERDICTS[got]);
      }
    }
    free(packet);
  }
  cJSON_Delete(file);
  free(json);
  printf("%d vectors, %d wrong\n", tried, wrong);
  return wrong > 0 || tried == 0;
}
