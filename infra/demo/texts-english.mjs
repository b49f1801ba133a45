/** English voices on normal days, by brand and mood. All invented. */

export const ENGLISH = {
  kornblum: {
    neutral: [
      'Does {B} work well in {stadt}? Moving there next month.',
      'Is there an English menu on the {B} hotline?',
      'Just got a SIM from {B}. Let us see how far it gets me.',
      'Do I need a German bank account to sign up with {B}?',
      'Anyone here on {B} with eSIM?',
    ],
    positive: [
      '{B} fixed my issue in ten minutes, really friendly support. Thank you!',
      'Great coverage from {B} on the train today, impressed.',
      'Love the dachshund in the {B} ads.',
    ],
    negative: [
      'No signal from {B} since this morning. Really annoying.',
      '{B} charged me twice and support keeps ignoring me. Terrible service.',
      'Spent {min} minutes on hold with {B}, then they hung up. Awful.',
      '{B} still has not sent my SIM card. Disappointed.',
    ],
  },
  almgold: {
    neutral: [
      'Where can I find {B} butter in {stadt}?',
      'Is the mountain cheese by {B} vegetarian?',
      'Trying {B} yoghurt for the first time today.',
    ],
    positive: [
      'The {B} yoghurt is delicious, best thing I ate this week.',
      'I love {B} butter. Lovely farm shop too!',
      'Best mountain cheese ever, thanks {B}!',
    ],
    negative: ['The {B} milk I bought was sour. Disgusting.'],
  },
  lichtwerk: {
    neutral: [
      'Does {B} ship to Austria?',
      'Looking for a desk lamp, does {B} have a store in {stadt}?',
      'Is {B} open on Saturday evening?',
    ],
    positive: [
      'Great advice at {B} in {stadt}, very friendly people.',
      'My new lamp from {B} is beautiful. Thanks!',
      '{B} replaced my cable for free, excellent service.',
    ],
    negative: [
      'Broken lamp from {B} and nobody answers. Bad service.',
      '{B} cancelled my order without a word. Disappointing.',
    ],
  },
}
