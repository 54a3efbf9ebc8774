// Products of floats.
typedef float element;
typedef vector elements;

INLINE elements load_elements(const element *source) { return load(source); }
INLINE vector add_product(elements a, elements b, vector sum) { return multiply_add(a, b, sum); }
