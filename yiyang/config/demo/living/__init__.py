"""A generated town around Mount Qingcheng: real places, invented people, the same for the same seed and day.

dice       what chance decides, and ids that come in order
names      what people are called        land       where they live
houses     who offers what               staff      who works there, and when
elders     who lives there               families   who stands by them
health     what they suffer from         services   what is offered at which price
months     what was ordered, done, paid and said
district   two thousand elders and their houses, in one transaction
grow       as many districts as are wanted
"""
