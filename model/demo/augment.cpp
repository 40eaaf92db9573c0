// Training pictures, changed at random. What matters most: sharpness says nothing about the class, since every picture is drawn aliased or smooth, from a
// coarser grid or not, blurred or sharpened, whatever its source.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include <torch/library.h>
#include <torch/torch.h>

using at::Tensor;

namespace {

struct Random {
  uint64_t state;
  uint32_t next() {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 32);
  }
  float uniform(float low = 0, float high = 1) { return low + (high - low) * (next() * (1.f / 4294967296.f)); }
  bool chance(float p) { return uniform() < p; }
};

struct Picture {
  const uint8_t* pixels;  // [side, side, 3]
  int side;

  // Adds the colour at a place between pixels. Outside, the picture is mirrored, or, with `clamp`, its edge goes on.
  void add(float x, float y, bool clamp, float* sum) const {
    float last = side - 1;
    if (clamp) {
      x = std::min(last, std::max(0.f, x));
      y = std::min(last, std::max(0.f, y));
    }
    x = std::fabs(x);
    y = std::fabs(y);
    if (x > last) x = 2 * last - x;
    if (y > last) y = 2 * last - y;
    int column = std::min((int)x, side - 2), row = std::min((int)y, side - 2);
    float right = x - column, down = y - row;
    const uint8_t *p = pixels + (row * side + column) * 3, *q = p + side * 3;
    for (int c = 0; c < 3; c++) {
      float top = p[c] + (p[c + 3] - p[c]) * right, bottom = q[c] + (q[c + 3] - q[c]) * right;
      sum[c] += top + (bottom - top) * down;
    }
  }
};

// Which part of the picture is seen, and how it is sampled.
struct View {
  float width, height, left, top, cosine, sine;
  bool flip, outside;
  enum { Nearest, Bilinear, Averaged } sampling;

  View(Random& r, int side, float least) {
    outside = r.chance(0.1f);  // from further away: small things in a large picture
    float area = outside ? r.uniform(1, 3.5f) : r.uniform(least, 1), ratio = std::exp(r.uniform(-0.25f, 0.25f)), most = outside ? 2.f : 1.f;
    width = std::min(most, std::sqrt(area * ratio)) * side;
    height = std::min(most, std::sqrt(area / ratio)) * side;
    left = r.uniform(0, side - width);
    top = r.uniform(0, side - height);
    flip = r.chance(0.5f);
    float angle = r.chance(0.3f) ? r.uniform(-0.2f, 0.2f) : 0;
    cosine = std::cos(angle);
    sine = std::sin(angle);
    sampling = (decltype(sampling))(r.next() % 3);
  }

  // -> [3, grid, grid]
  void draw(const Picture& picture, int grid, float* out) const {
    int over = sampling == Averaged ? 2 : 1;
    for (int y = 0; y < grid; y++)
      for (int x = 0; x < grid; x++) {
        float sum[3] = {0, 0, 0};
        for (int i = 0; i < over * over; i++) {
          float u = (x + (i % over + 0.5f) / over) / grid - 0.5f, v = (y + (i / over + 0.5f) / over) / grid - 0.5f;
          if (flip) u = -u;
          float px = left + width * (0.5f + u * cosine - v * sine) - 0.5f, py = top + height * (0.5f + u * sine + v * cosine) - 0.5f;
          picture.add(sampling == Nearest ? std::round(px) : px, sampling == Nearest ? std::round(py) : py, outside, sum);
        }
        for (int c = 0; c < 3; c++) out[(c * grid + y) * grid + x] = sum[c] / (over * over);
      }
  }
};

// One channel, bilinear, to a larger size.
void enlarge(const float* from, int grid, float* to, int size) {
  float scale = (float)grid / size;
  for (int y = 0; y < size; y++) {
    float fy = std::max(0.f, (y + 0.5f) * scale - 0.5f);
    int row = std::min((int)fy, grid - 2);
    float down = std::min(1.f, fy - row);
    for (int x = 0; x < size; x++) {
      float fx = std::max(0.f, (x + 0.5f) * scale - 0.5f);
      int column = std::min((int)fx, grid - 2);
      float right = std::min(1.f, fx - column);
      const float *p = from + row * grid + column, *q = p + grid;
      float top = p[0] + (p[1] - p[0]) * right, bottom = q[0] + (q[1] - q[0]) * right;
      to[y * size + x] = top + (bottom - top) * down;
    }
  }
}

// One channel, away from the mean of its neighbours (amount > 0) or towards it (< 0).
void sharpen(float* channel, int size, float amount, std::vector<float>& wide) {
  for (int y = 0; y < size; y++) {
    const float* p = channel + y * size;
    float* w = &wide[y * size];
    w[0] = (2 * p[0] + p[1]) / 3;
    w[size - 1] = (2 * p[size - 1] + p[size - 2]) / 3;
    for (int x = 1; x < size - 1; x++) w[x] = 0.25f * (p[x - 1] + 2 * p[x] + p[x + 1]);
  }
  for (int y = 0; y < size; y++) {
    const float *w = &wide[y * size], *above = y ? w - size : w, *below = y < size - 1 ? w + size : w;
    float* p = channel + y * size;
    for (int x = 0; x < size; x++) p[x] += amount * (p[x] - 0.25f * (above[x] + 2 * w[x] + below[x]));
  }
}

struct Colours {
  float brightness, contrast, saturation, tint[3];

  explicit Colours(Random& r) {
    brightness = r.uniform(0.78f, 1.22f);
    contrast = r.uniform(0.75f, 1.25f);
    saturation = r.chance(0.05f) ? 0 : r.uniform(0.5f, 1.5f);
    for (float& t : tint) t = r.uniform(0.92f, 1.08f);
  }

  void apply(float* out, int pixels) const {
    float mean = 0;
    for (int i = 0; i < 3 * pixels; i++) mean += out[i];
    mean /= 3 * pixels;
    for (int i = 0; i < pixels; i++) {
      float grey = 0.3f * out[i] + 0.59f * out[pixels + i] + 0.11f * out[2 * pixels + i];
      for (int c = 0; c < 3; c++) {
        float& v = out[c * pixels + i];
        v = ((grey + (v - grey) * saturation) * tint[c] - mean) * contrast + mean * brightness;
      }
    }
  }
};

// About normally distributed.
void add_noise(float* out, int count, float amount, Random& r) {
  for (int i = 0; i < count; i++) {
    uint32_t bits = r.next();
    out[i] += amount * (((bits & 255) + ((bits >> 8) & 255) + ((bits >> 16) & 255)) / 382.5f - 1);
  }
}

// A rectangle of one colour.
void cover(float* out, int size, Random& r) {
  int width = (int)r.uniform(size * 0.15f, size * 0.45f), height = (int)r.uniform(size * 0.15f, size * 0.45f);
  int left = (int)r.uniform(0, size - width), top = (int)r.uniform(0, size - height);
  for (int c = 0; c < 3; c++) {
    float colour = r.uniform(-0.7f, 0.7f);
    for (int y = top; y < top + height; y++)
      for (int x = left; x < left + width; x++) out[(c * size + y) * size + x] = colour;
  }
}

// pictures: uint8 [count, side, side, 3]; index: int64 [n]. -> float32 [n, 3, size, size] in [-1, 1].
// least: the smallest part of a picture's area that is taken; covered: the part of the pictures that get a rectangle.
Tensor augment(Tensor pictures, Tensor index, int64_t size, int64_t seed, double least, double covered) {
  int side = pictures.size(1), plane = size * size;
  Tensor result = at::empty({index.size(0), 3, size, size}, at::kFloat);
  std::vector<float> coarse(3 * plane), wide(plane);
  for (int64_t i = 0; i < index.size(0); i++) {
    Random r{(uint64_t)seed * 0x9E3779B97F4A7C15ull + (uint64_t)(i + 1) * 0xD1B54A32D192ED03ull};
    for (int k = 0; k < 8; k++) r.next();
    Picture picture{pictures.data_ptr<uint8_t>() + index.data_ptr<int64_t>()[i] * side * side * 3, side};
    float* out = result.data_ptr<float>() + i * 3 * plane;
    View view(r, side, least);
    int grid = r.chance(0.45f) ? (int)r.uniform(size * 0.36f, size * 0.95f) : size;
    view.draw(picture, grid, grid == size ? out : coarse.data());
    Colours colours(r);
    float amount = r.chance(0.6f) ? (r.chance(0.5f) ? r.uniform(-1, 0) : r.uniform(0, 1.6f)) : 0, noise = r.chance(0.2f) ? r.uniform(0, 12) : 0;
    for (int c = 0; c < 3; c++) {
      if (grid != size) enlarge(&coarse[c * grid * grid], grid, out + c * plane, size);
      if (amount != 0) sharpen(out + c * plane, size, amount, wide);
    }
    colours.apply(out, plane);
    if (noise > 0) add_noise(out, 3 * plane, noise, r);
    for (int j = 0; j < 3 * plane; j++) out[j] = std::min(255.f, std::max(0.f, out[j])) / 127.5f - 1;
    if (r.chance(covered)) cover(out, size, r);
  }
  return result;
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(demo, m) { m.def("augment", augment); }
