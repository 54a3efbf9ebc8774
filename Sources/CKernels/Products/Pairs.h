// Products of pairs of bfloat16: included after ADD_PRODUCT, the processor's instruction, is defined, or
// without it where there is none.
typedef uint32_t element;
typedef words elements;

INLINE elements load_elements(const element *source) { return load_words(source); }

INLINE vector add_product(elements a, elements b, vector sum) {
#ifdef ADD_PRODUCT
  return ADD_PRODUCT(sum, a, b);
#else
  return multiply_add(second_of(a), second_of(b), multiply_add(first_of(a), first_of(b), sum));
#endif
}
