/* Prints the stack size of a thread made with default attributes. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>

static void *measure(void *result) {
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes)) return NULL;
  pthread_attr_getstacksize(&attributes, result);
  return NULL;
}

int main(void) {
  size_t size = 0;
  pthread_t thread;
  if (pthread_create(&thread, NULL, measure, &size) || pthread_join(thread, NULL)) return 1;
  printf("%zu\n", size);
  return 0;
}
